using System;
using System.Runtime.CompilerServices;
using Keelson.Efi;
using Keelson.Handover;

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
    private struct SeedBytes
    {
        private byte _first;
    }

    /// <summary>All that the firmware is asked for.</summary>
    private struct Numbers
    {
        public ulong Layout;
        public SeedBytes Seeds;
    }

    private Numbers _numbers;
    private bool _exist;

    // SAFETY: this value, whose every byte may be any; it stays where it is.
    private unsafe Span<byte> Bytes => new(Unsafe.AsPointer(ref _numbers), sizeof(Numbers));

    public void Generate(EfiSystem system) => _exist = system.TryFillRandom(Bytes);

    /// <summary>Nobody but the kernel has them from here on (as in Linux, memzero_explicit).</summary>
    public void Wipe(scoped ref HandoverRequest request)
    {
        request.KaslrSeed = 0;
        request.RngSeed = default;
        Bytes.Clear();
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
