using System;
using System.Runtime.CompilerServices;
using Keelson.Addresses;
using Keelson.BootTime;
using Keelson.Efi;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.Guests.Launcher;

/// <summary>
/// Children from the launcher's own volume: each line of <c>/launcher.txt</c> is a path, and the options after it.
/// </summary>
internal static class ChildrenOfVolume
{
    private const int MaximumOptionsLength = 512;

    [InlineArray(MaximumOptionsLength)]
    private struct Options
    {
        private char _first;
    }

    /// <returns>False where there is no such list.</returns>
    public static bool TryLaunch(EfiSystem system, nint imageHandle, ref MemoryCensus before, ref MemoryCensus after)
    {
        BootServices pages = system.Boot;
        if (
            Volume.Open(system, imageHandle, out Volume volume) != EfiStatus.Success
            || volume.ReadFile("/launcher.txt"u8, pages, out PhysicalRange list) != EfiStatus.Success
        )
        {
            return false;
        }
        ulong device = ChildImage.DeviceOf(system, imageHandle);
        for (ReadOnlySpan<byte> rest = pages.Memory(list); !rest.IsEmpty; )
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? rest : rest[..end];
            rest = rest[(end < 0 ? line.Length : end + 1)..];
            EfiApplication.WriteLine($"launcher: starting {line}");
            ReadOnlySpan<byte> options = line;
            OptionWords.TryTake(ref options, out OptionWord first);
            ReadOnlySpan<byte> path = first.Written;
            if (!options.IsEmpty)
            {
                options = options[1..];
            }
            EfiStatus status = volume.ReadFile(path, pages, out PhysicalRange file);
            if (status != EfiStatus.Success || options.Length > MaximumOptionsLength)
            {
                EfiApplication.WriteLine($"launcher: {path}: {status}");
                return true;
            }
            Options units = default;
            Child child = new(system, imageHandle)
            {
                File = pages.Memory(file),
                Options = ((Span<char>)units)[..Utf8.ToUtf16(options, units)],
                Device = device,
            };
            if (!child.Launch(ref before, ref after))
            {
                return true;
            }
            AlignedPages.Free(pages, ref file);
        }
        volume.Close();
        return true;
    }
}
