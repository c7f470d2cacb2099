using Internal.Runtime;
using Keelson.Uefi;

namespace Keelson.Efi;

/// <summary>
/// A driver is an application that stays: it begins with <see cref="EfiApplication.Start"/>, and ends its entry point
/// with this.
/// </summary>
public static class EfiDriver
{
    /// <summary>
    /// From here on its code runs when firmware calls it, on a stack of the firmware's, or of the kernel's; and a fault
    /// is for whoever runs then to judge.
    /// </summary>
    /// <param name="status">A failure has the firmware unload the image (UEFI 2.10, 7.4.2).</param>
    /// <returns>The same.</returns>
    public static EfiStatus Stay(EfiStatus status)
    {
        StackGuard.Lift();
        return EfiApplication.End(status);
    }
}
