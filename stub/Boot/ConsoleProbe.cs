using System.Runtime.InteropServices;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.BootTime;
using Keelson.Platform;

namespace Keelson.Stub;

/// <summary>
/// Whether there is a serial port where the platform names one: once boot services are over, nobody but us would take
/// the exception.
/// </summary>
internal static class ConsoleProbe
{
    private static SerialPort s_asked;

    /// <summary>Which of them are not there.</summary>
    public static BootTimeFacts Facts { get; private set; }

    /// <param name="console">None, or one that the platform names.</param>
    /// <param name="lost">What it is that it is not there.</param>
    public static bool Answers(SerialPort console, BootTimeFacts lost)
    {
        if (!console.IsInMemory)
        {
            return true;
        }
        bool isMemory = AddressLookup.IsMemory(console.Registers.Value);
        if (!isMemory)
        {
            s_asked = console;
            // SAFETY: a function of ours without arguments.
            unsafe
            {
                if (RelocationGuard.Survives(&Ask))
                {
                    return true;
                }
            }
        }
        // What the firmware has not mapped may be there: the kernel looks for itself.
        if (isMemory || RelocationGuard.HasNotAnswered)
        {
            Facts |= lost;
            Log.WriteLine(
                $"warning: no serial port at {console.Registers}, where "
                    + $"{(lost == BootTimeFacts.TreeConsoleLost ? "stdout-path"u8 : "ACPI's SPCR"u8)} has one: not used"
            );
        }
        return false;
    }

    [UnmanagedCallersOnly]
    private static ulong Ask()
    {
        SerialRegisters layout = s_asked.Layout;
        new SerialDriver(s_asked, new VirtualAddress(s_asked.Registers.Value)).Read(
            layout.StatusOffset,
            layout.StatusBytes
        );
        return 0;
    }
}
