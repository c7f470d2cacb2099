using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Keelson.Addresses;
using Keelson.BootEntries;
using Keelson.BootTime;
using Keelson.Efi;
using Keelson.Handover;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Stub;

/// <summary>
/// <c>/loader/random-seed</c>: renewed on the volume first, and only then used, as a seed for whatever is started
/// (LINUX_EFI_RANDOM_SEED_TABLE). None is a condition for booting.
/// </summary>
internal struct RandomSeedFile
{
    private const int HeaderBytes = sizeof(uint);
    private const int MaximumTokenBytes = 256;

    private EfiSystem _system;
    private PhysicalRange _memory;

    /// <param name="system">Has other sources.</param>
    /// <param name="choice">Says whether the file counts where the firmware has no random numbers.</param>
    /// <param name="volume">That the boot loader came from.</param>
    /// <param name="firmware">Has memory.</param>
    public void Renew(EfiSystem system, scoped in BootChoice choice, Volume volume, Firmware firmware)
    {
        Release(firmware);
        if (volume.Root.Open("/loader/random-seed"u8, FileOpenMode.ReadWrite, out VolumeFile file) != EfiStatus.Success)
        {
            return;
        }
        _system = system;
        EfiStatus status = file.GetInfo(out EfiFileInfo info);
        if (
            status == EfiStatus.Success
            && info.FileSizeBytes is < RandomSeedMix.MinimumFileBytes or > RandomSeedMix.MaximumFileBytes
        )
        {
            status = EfiStatus.BadBufferSize;
        }
        if (status == EfiStatus.Success)
        {
            ulong size = HeaderBytes + RandomSeedMix.SeedBytes + info.FileSizeBytes;
            status = AlignedPages.Allocate(firmware, MemoryType.AcpiReclaim, size, 0, out _memory);
        }
        Span<byte> earlier = LinuxTables.EarlierSeed(system, firmware);
        if (status == EfiStatus.Success)
        {
            Span<byte> table = firmware.Memory(_memory);
            status = Mix(in choice, file, table.Slice(HeaderBytes + RandomSeedMix.SeedBytes), table, earlier);
        }
        EfiStatus closed = file.Close();
        status = status == EfiStatus.Success ? closed : status;
        if (status == EfiStatus.Success)
        {
            status = Install();
        }
        if (status == EfiStatus.Success)
        {
            // What it was mixed into stands for it.
            earlier.Clear();
        }
        else
        {
            Log.WriteLine($"warning: /loader/random-seed is not used: {status}");
            Free(firmware);
        }
    }

    // SAFETY: the firmware no longer has the table when its memory is freed.
    public unsafe void Release(Firmware firmware)
    {
        if (!_memory.IsEmpty)
        {
            _system.Boot.InstallConfigurationTable(WellKnownGuids.LinuxRandomSeed, null);
        }
        Free(firmware);
    }

    private void Free(Firmware firmware)
    {
        firmware.Memory(_memory).Clear();
        AlignedPages.Free(firmware, ref _memory);
    }

    private readonly EfiStatus Mix(
        scoped in BootChoice choice,
        VolumeFile file,
        Span<byte> contents,
        Span<byte> table,
        scoped ReadOnlySpan<byte> earlier
    )
    {
        Span<byte> random = stackalloc byte[RandomSeedMix.SeedBytes];
        random = _system.TryFillRandom(random) ? random : default;
        Span<byte> token = stackalloc byte[MaximumTokenBytes];
        EfiStatus status = _system.Runtime.GetVariable(KnownVariable.LoaderSystemToken, token, out int tokenBytes);
        token = token[..(status == EfiStatus.Success ? tokenBytes : 0)];
        ulong count = _system.Boot.GetNextMonotonicCount();
        if (
            !RandomSeedMix.IsWorthwhile(
                Math.Max(earlier.Length, random.Length),
                choice.MayTrustSeedFile ? token.Length : 0,
                count
            )
        )
        {
            return EfiStatus.NotReady;
        }
        status = file.ReadExactly(contents);
        EfiTime time = _system.Runtime.GetTime();
        RandomSeedMix mix = RandomSeedMix.Begin();
        mix.Add(earlier);
        mix.Add(random);
        mix.Add(token);
        mix.Add(contents);
        mix.Add(MemoryMarshal.AsBytes(new ReadOnlySpan<ulong>(in count)));
        mix.Add(MemoryMarshal.AsBytes(new ReadOnlySpan<EfiTime>(in time)));
        contents.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(table, RandomSeedMix.SeedBytes);
        mix.Finish(contents, table[HeaderBytes..]);
        status = status == EfiStatus.Success ? file.SetPosition(0) : status;
        status = status == EfiStatus.Success ? file.Write(contents) : status;
        contents.Clear();
        random.Clear();
        token.Clear();
        return status;
    }

    // SAFETY: the table lies in memory that stays until it is taken back.
    private readonly unsafe EfiStatus Install() =>
        _system.Boot.InstallConfigurationTable(WellKnownGuids.LinuxRandomSeed, (void*)_memory.Start.Value);
}
