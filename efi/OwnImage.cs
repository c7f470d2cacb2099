using System;
using Keelson.DevicePaths;
using Keelson.Images;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Efi;

/// <summary>This program as the firmware loaded it: its bytes, its sections, the options it was started with.</summary>
public ref struct OwnImage
{
    private unsafe LoadedImageProtocol* _loaded;
    private UnifiedImageProfile _profile;

    // SAFETY: the protocol of our own handle and the memory that it names last as long as we do.
    public readonly unsafe ReadOnlySpan<byte> Bytes =>
        new((void*)_loaded->ImageBase, (int)Math.Min(_loaded->ImageSizeBytes, int.MaxValue));

    /// <summary>2 GB and more are too many for one span: <see cref="Bytes"/> then ends before the image does.</summary>
    // SAFETY: TryFind found the protocol.
    public readonly unsafe bool IsTooLarge => _loaded->ImageSizeBytes > int.MaxValue;

    /// <summary>UTF-16, or anything else: the loader sets them.</summary>
    // SAFETY: the firmware says how long the options are.
    public readonly unsafe ReadOnlySpan<byte> LoadOptions =>
        new((void*)_loaded->LoadOptions, checked((int)_loaded->LoadOptionsSizeBytes));

    /// <summary>
    /// Where it was loaded from, without the device: nodes as in <see cref="DevicePath"/>; empty for an image that came
    /// from memory.
    /// </summary>
    // SAFETY: TryFind found the protocol, and the firmware wrote the path.
    public readonly unsafe ReadOnlySpan<byte> FilePath => BytesOfPath((void*)_loaded->FilePath);

    /// <summary>All of a device path but its end, if it is no longer than any that is real.</summary>
    // SAFETY: each node says how long it is, and the firmware's paths have an end (UEFI 2.10, 10.3.1).
    internal static unsafe ReadOnlySpan<byte> BytesOfPath(void* path)
    {
        const int MaximumLength = 4096;
        int length = 0;
        for (int node = 1; path != null && node != 0 && length < MaximumLength; length += node)
        {
            node = DevicePath.NodeLengthOf(new ReadOnlySpan<byte>((byte*)path + length, DevicePath.HeaderSizeBytes));
        }
        return length < MaximumLength ? new ReadOnlySpan<byte>(path, length) : default;
    }

    // SAFETY: TryFind found the protocol.
    public readonly unsafe ulong Base => _loaded->ImageBase;

    // SAFETY: the handle is our own, so the firmware put this protocol on it.
    public static unsafe bool TryFind(EfiSystem system, nint handle, out OwnImage image)
    {
        image = default;
        image._loaded = system.Boot.FindProtocol<LoadedImageProtocol>(handle);
        if (image._loaded == null)
        {
            return false;
        }
        // An image without sections has the first profile, too.
        image.TryTakeProfile(0);
        return true;
    }

    /// <summary>From here on its sections are those of another profile than the first.</summary>
    /// <returns>False where it has no such profile.</returns>
    public bool TryTakeProfile(int index)
    {
        PeImage.TryCreate(Bytes, out PeImage headers);
        return UnifiedImageProfile.TryFind(in headers, index, out _profile);
    }

    /// <summary>Device trees of which one is to be chosen.</summary>
    public readonly bool HasTrees => TryFindSection(UnifiedSections.AutomaticDeviceTree, out _);

    /// <summary>The one of those trees that is for this machine.</summary>
    /// <param name="compatible">Of the machine; empty where that is unknown.</param>
    /// <returns>Empty where there is none.</returns>
    public readonly ReadOnlySpan<byte> FindTree(scoped ReadOnlySpan<byte> compatible)
    {
        ReadOnlySpan<byte> tree = default;
        if (AutomaticTrees.Find(Bytes, _profile, PeLayout.Loaded, compatible) is >= 0 and int number)
        {
            SectionContents.TryRead(Bytes, _profile.Image[number], PeLayout.Loaded, out tree);
        }
        return tree;
    }

    /// <summary>The contents of a section, as far as the file has them.</summary>
    public readonly bool TryFindSection(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> contents) =>
        TryFindSection(name, out contents, out _);

    /// <param name="name">Up to eight bytes.</param>
    /// <param name="contents">Without the padding behind it.</param>
    /// <param name="roomBytes">What memory there is from the first byte on: more than the file has where the section is
    /// to be zero-filled.</param>
    public readonly bool TryFindSection(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> contents, out ulong roomBytes)
    {
        contents = default;
        roomBytes = 0;
        if (
            !_profile.TryFindSection(name, out PeSection section)
            || section.VirtualOffset > (uint)Bytes.Length
            || section.VirtualSizeBytes > (uint)Bytes.Length - section.VirtualOffset
        )
        {
            return false;
        }
        roomBytes = section.VirtualSizeBytes;
        contents = Bytes.Slice(
            (int)section.VirtualOffset,
            (int)Math.Min(section.VirtualSizeBytes, section.FileSizeBytes)
        );
        return true;
    }
}
