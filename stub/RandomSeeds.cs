using System;
using System.Runtime.CompilerServices;
using Keelson.Arch.Arm64;
using Keelson.Efi;
using Keelson.Handover;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Stub;

/// <summary>
/// Entropy for the kernel from <c>EFI_RNG_PROTOCOL</c> (UEFI 2.10, 37.5). Without one there are no seeds: a made-up one
/// would be worse.
/// </summary>
internal struct RandomSeeds
{
    private const int PropertySizeBytes = 64;

    /// <summary>As Linux's own stub has it (EFI_RANDOM_SEED_SIZE). No random byte is handed on twice.</summary>
    private const int TableSizeBytes = 32;
    private const int SeedSizeBytes = PropertySizeBytes + TableSizeBytes;

    [InlineArray(SeedSizeBytes)]
    private struct Bytes
    {
        private byte _first;
    }

    private Bytes _seed;
    private ulong _kaslr;
    private bool _exist;

    public static unsafe RandomSeeds Generate(EfiSystem system)
    {
        RandomSeeds seeds = default;
        RngProtocol* generator = system.Boot.FindProtocol<RngProtocol>();
        if (generator == null)
        {
            return seeds;
        }
        // SAFETY: both destinations are locals of the length given; null asks for the default algorithm.
        seeds._exist =
            FirmwareCall.Invoke(generator->GetRng, generator, 0, sizeof(ulong), &seeds._kaslr) == EfiStatus.Success
            && FirmwareCall.Invoke(generator->GetRng, generator, 0, SeedSizeBytes, &seeds._seed) == EfiStatus.Success;
        return seeds;
    }

    public unsafe void AddTo(ref HandoverRequest request)
    {
        if (!_exist)
        {
            return;
        }
        request.KaslrSeed = _kaslr;
        // SAFETY: the caller keeps this value alive as long as the request.
        request.RngSeed = new ReadOnlySpan<byte>(Unsafe.AsPointer(ref _seed), PropertySizeBytes);
    }

    // SAFETY: as above.
    /// <summary>For the configuration table; empty where there are none.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public unsafe ReadOnlySpan<byte> ForTable =>
        _exist
            ? new ReadOnlySpan<byte>((byte*)Unsafe.AsPointer(ref _seed) + PropertySizeBytes, TableSizeBytes)
            : default;
}
