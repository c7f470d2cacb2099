using System;
using Keelson.Addresses;
using Keelson.Efi;
using Keelson.Images;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Stub;

/// <summary>The kernel's file: a section of this image, or a file of the volume that it came from.</summary>
internal struct KernelSource : IKernelSource
{
    private readonly VolumeFile _file;
    private readonly bool _isFile;
    private readonly Verification _verification;
    private PhysicalRange _section;
    private ulong _position;

    /// <param name="contents">As long as it is in the file.</param>
    /// <param name="roomBytes">As long as it is in memory.</param>
    public KernelSource(ReadOnlySpan<byte> contents, ulong roomBytes)
    {
        this = default;
        _section = PhysicalRange.FromSize(Firmware.AddressOf(contents), roomBytes);
        SizeBytes = (ulong)contents.Length;
    }

    private KernelSource(VolumeFile file, ulong sizeBytes, Verification verification)
    {
        this = default;
        _file = file;
        _isFile = true;
        _verification = verification;
        SizeBytes = sizeBytes;
    }

    public ulong SizeBytes { get; }

    public readonly PhysicalRange Place => _section;

    public static EfiStatus TryOpen(
        Volume volume,
        ReadOnlySpan<byte> path,
        Verification verification,
        out KernelSource source
    )
    {
        source = default;
        EfiStatus status = volume.Root.Open(path, FileOpenMode.Read, out VolumeFile file);
        if (status != EfiStatus.Success)
        {
            return status;
        }
        status = file.GetFileInfo(out EfiFileInfo info);
        source = new KernelSource(file, info.FileSizeBytes, verification);
        if (status == EfiStatus.Success && info.FileSizeBytes > int.MaxValue)
        {
            status = EfiStatus.BadBufferSize;
        }
        if (status != EfiStatus.Success)
        {
            file.Close();
        }
        return status;
    }

    public EfiStatus Read(Span<byte> destination)
    {
        if (_isFile)
        {
            return _file.ReadExactly(destination);
        }
        Firmware.BytesAt(_section.Start + _position, (ulong)destination.Length).CopyTo(destination);
        _position += (ulong)destination.Length;
        return EfiStatus.Success;
    }

    /// <summary>What is carried was verified with this image.</summary>
    public readonly EfiStatus Verify(ReadOnlySpan<byte> file) =>
        _isFile ? _verification.Check(file) : EfiStatus.Success;

    public readonly void Close()
    {
        if (_isFile)
        {
            _file.Close();
        }
    }
}
