using System;
using System.Buffers.Binary;
using Keelson.Trust;

namespace Keelson.BootEntries;

/// <summary>
/// The random seed that a boot loader keeps in <c>/loader/random-seed</c>: mixed at each boot with all else that is
/// random or the system's own into two, one for the next boot and one for the kernel, neither of which tells the other
/// (systemd-boot(7), "Random Seed"; src/boot/random-seed.c, process_random_seed).
/// </summary>
public ref struct RandomSeedMix
{
    public const int SeedBytes = Sha256.DigestBytes;
    public const ulong MinimumFileBytes = SeedBytes;
    public const ulong MaximumFileBytes = 0x8000;

    private Sha256 _hash;

    public static RandomSeedMix Begin()
    {
        RandomSeedMix mix = new() { _hash = Sha256.Begin() };
        mix._hash.Add("systemd-boot random seed label v1"u8);
        return mix;
    }

    /// <summary>
    /// Whether the file gets better by what there is: many machines may have been given the same, and who can write
    /// it knows it.
    /// </summary>
    /// <param name="firmwareBytes">Random bytes of the firmware, or of a loader before us.</param>
    /// <param name="tokenBytes">Of the system's own token, which is on no medium.</param>
    /// <param name="bootCount">0 where the firmware counts nothing.</param>
    public static bool IsWorthwhile(int firmwareBytes, int tokenBytes, ulong bootCount) =>
        firmwareBytes >= SeedBytes || tokenBytes >= SeedBytes && bootCount != 0;

    /// <summary>One of the sources, each once and in one order; empty where there is none.</summary>
    public void Add(scoped ReadOnlySpan<byte> source)
    {
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)source.Length);
        _hash.Add(length);
        _hash.Add(source);
    }

    /// <param name="forNextBoot">Of <see cref="SeedBytes"/>.</param>
    /// <param name="forKernel">Likewise.</param>
    public void Finish(scoped Span<byte> forNextBoot, scoped Span<byte> forKernel)
    {
        Span<byte> key = stackalloc byte[SeedBytes + 1];
        _hash.Finish(key);
        for (byte use = 0; use < 2; use++)
        {
            key[SeedBytes] = use;
            Sha256 derived = Sha256.Begin();
            derived.Add(key);
            derived.Finish(use == 0 ? forNextBoot : forKernel);
        }

        key.Clear();
        _hash = default;
    }
}
