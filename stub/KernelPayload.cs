using System;
using Keelson.Efi;

namespace Keelson.Stub;

/// <summary>The kernel that this image carries.</summary>
internal readonly ref struct KernelPayload
{
    private KernelPayload(ReadOnlySpan<byte> file, bool isKernelShim)
    {
        File = file;
        IsKernelShim = isKernelShim;
    }

    /// <summary>An arm64 Image, unchecked.</summary>
    public ReadOnlySpan<byte> File { get; }

    /// <summary>The payload is our own self-test, whose whole use is its output.</summary>
    public bool IsKernelShim { get; }

    public static bool TryFind(OwnImage image, out KernelPayload payload)
    {
        payload = default;
        if (!image.TryFindSection(".linux"u8, out ReadOnlySpan<byte> file) || file.IsEmpty)
            return false;
        bool isShim = image.TryFindSection(".osrel"u8, out ReadOnlySpan<byte> release) && release.StartsWith("ID=keelson-shim\n"u8);
        payload = new KernelPayload(file, isShim);
        return true;
    }
}
