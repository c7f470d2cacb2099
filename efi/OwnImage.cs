using System;
using Keelson.Images;
using Keelson.Uefi;

namespace Keelson.Efi;

/// <summary>This program as the firmware loaded it: its bytes, its sections, the options it was started with.</summary>
public readonly unsafe struct OwnImage
{
    private readonly LoadedImageProtocol* _loaded;

    private OwnImage(LoadedImageProtocol* loaded) => _loaded = loaded;

    // SAFETY: the protocol of our own handle and the memory that it names last as long as we do.
    public ReadOnlySpan<byte> Bytes => new((void*)_loaded->ImageBase, checked((int)_loaded->ImageSizeBytes));

    /// <summary>UTF-16, or anything else that whoever started us put there.</summary>
    public ReadOnlySpan<byte> LoadOptions => new((void*)_loaded->LoadOptions, checked((int)_loaded->LoadOptionsSizeBytes));

    public ulong Base => _loaded->ImageBase;

    public static bool TryFind(EfiSystem system, nint handle, out OwnImage image)
    {
        image = new OwnImage((LoadedImageProtocol*)system.Boot.FindProtocol(handle, WellKnownGuids.LoadedImageProtocol));
        return image._loaded != null;
    }

    /// <summary>The contents of a section, without the padding behind it.</summary>
    public bool TryFindSection(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> contents)
    {
        contents = default;
        if (!PeImage.TryCreate(Bytes, out PeImage headers) || !headers.TryFind(name, out PeSection section)
            || section.VirtualOffset > (uint)Bytes.Length || section.VirtualSizeBytes > (uint)Bytes.Length - section.VirtualOffset)
            return false;
        contents = Bytes.Slice((int)section.VirtualOffset, (int)section.VirtualSizeBytes);
        return true;
    }
}
