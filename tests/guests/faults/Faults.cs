using System;
using System.Runtime;
using System.Runtime.CompilerServices;
using Keelson.Arch.Arm64;
using Keelson.Efi;
using Keelson.Handover;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.Guests.Faults;

/// <summary>
/// Breaks in the way that its load options name, so that the account an EFI application gives of each can be seen to be
/// right.
/// </summary>
internal static class EntryPoint
{
    private const int MaximumOptionLength = 64;

    /// <summary>Beyond what any firmware maps.</summary>
    private const ulong UnmappedAddress = 1ul << 46;

    [InlineArray(3 * MaximumOptionLength)]
    private struct Buffer
    {
        private byte _first;
    }

    [RuntimeExport("EfiMain")]
    private static EfiStatus EfiMain(nint imageHandle, nint systemTable)
    {
        EfiSystem system = EfiApplication.Start(imageHandle, systemTable, "faults");
        return EfiApplication.End(Break(system, imageHandle));
    }

    private static EfiStatus Break(EfiSystem system, nint imageHandle)
    {
        Buffer buffer = default;
        if (
            !OwnImage.TryFind(system, imageHandle, out OwnImage image)
            || image.LoadOptions.Length > MaximumOptionLength * sizeof(char)
        )
        {
            return EfiStatus.InvalidParameter;
        }
        ReadOnlySpan<byte> name = ((Span<byte>)buffer)[..Utf8.FromUtf16(image.LoadOptions, buffer)];

        EfiApplication.WriteLine($"faults: {name}");
        if (
            !LanguageFaults.TryProvoke(name)
            && !FaultInjection.TryProvoke(InjectedFaultNames.Parse(name), UnmappedAddress)
        )
        {
            return EfiStatus.NotFound;
        }

        EfiApplication.WriteLine($"faults: nothing happened");
        return EfiStatus.Success;
    }
}
