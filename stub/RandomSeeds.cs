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

    /// <summary>All that the firmware is asked for.</summary>
    private struct Numbers
    {
        public ulong Layout;
        public Bytes Seeds;
    }

    private Numbers _numbers;
    private bool _exist;

    public static unsafe RandomSeeds Generate(EfiSystem system)
    {
        RandomSeeds seeds = default;
        // SAFETY: a local, whose every byte may have any value.
        seeds._exist = TryFill(system, new Span<byte>(&seeds._numbers, sizeof(Numbers)));
        return seeds;
    }

    /// <returns>False where the firmware has no random numbers.</returns>
    public static unsafe bool TryFill(EfiSystem system, scoped Span<byte> bytes)
    {
        RngProtocol* generator = system.Boot.FindProtocol<RngProtocol>();
        // SAFETY: the protocol is the firmware's, the destination as long as it is told; null asks for the default
        // algorithm.
        fixed (byte* first = bytes)
        {
            return generator != null
                && FirmwareCall.Invoke(generator->GetRng, generator, 0, (ulong)bytes.Length, first)
                    == EfiStatus.Success;
        }
    }

    public unsafe void AddTo(ref HandoverRequest request)
    {
        if (!_exist)
        {
            return;
        }
        request.KaslrSeed = _numbers.Layout;
        // SAFETY: the caller keeps this value alive as long as the request.
        request.RngSeed = new ReadOnlySpan<byte>(Unsafe.AsPointer(ref _numbers.Seeds), PropertySizeBytes);
    }

    // SAFETY: as above.
    /// <summary>For the configuration table; empty where there are none.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public unsafe ReadOnlySpan<byte> ForTable =>
        _exist
            ? new ReadOnlySpan<byte>((byte*)Unsafe.AsPointer(ref _numbers.Seeds) + PropertySizeBytes, TableSizeBytes)
            : default;
}
