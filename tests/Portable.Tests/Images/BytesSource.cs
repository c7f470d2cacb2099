using Keelson.Addresses;
using Keelson.Images;
using Keelson.Uefi;

namespace Keelson.Portable.Tests;

/// <summary>A kernel's file in an array.</summary>
internal struct BytesSource(byte[] file) : IKernelSource
{
    private int _position;

    public readonly ulong SizeBytes => (ulong)file.Length;
    public PhysicalRange Place { get; init; }

    /// <summary>Reading fails from this byte on.</summary>
    public int? BadFrom { get; init; }

    /// <summary>Who has to do with a file before it is used; everybody is content by default.</summary>
    public Func<byte[], EfiStatus>? OnVerify { get; init; }

    public readonly EfiStatus Verify(ReadOnlySpan<byte> file) => OnVerify?.Invoke(file.ToArray()) ?? EfiStatus.Success;

    public EfiStatus Read(Span<byte> destination)
    {
        if (_position + destination.Length > BadFrom)
        {
            return EfiStatus.DeviceError;
        }

        file.AsSpan(_position, destination.Length).CopyTo(destination);
        _position += destination.Length;
        return EfiStatus.Success;
    }
}
