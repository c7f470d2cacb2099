using System;
using System.Buffers.Binary;
using Keelson.Arch.Arm64;
using Keelson.Efi;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Stub;

/// <summary>
/// A number by which the next start knows a report in memory for one of the run that this one started, and not for
/// something that was put there since. It is kept in a file on the volume that the report is to be brought to: whoever
/// can read that can as well write a report there.
/// </summary>
internal readonly struct RunName
{
    /// <summary>{ identifier, number, whether its report is still to come }.</summary>
    private const int SizeBytes = 16;

    private static ReadOnlySpan<byte> File => "/keelson/run.id"u8;

    private RunName(ulong id, uint number)
    {
        Id = id;
        Number = number;
    }

    /// <summary>0 for none.</summary>
    public ulong Id { get; }

    /// <summary>Runs from this volume, up to and with this one.</summary>
    public uint Number { get; }

    /// <summary>Nothing of it has been brought to the volume.</summary>
    public bool IsOpen { get; private init; }

    /// <summary>The last run.</summary>
    public static RunName Read(EfiSystem system, nint imageHandle)
    {
        Span<byte> value = stackalloc byte[SizeBytes];
        EfiStatus status = Volume.Open(system, imageHandle, out Volume volume);
        if (status != EfiStatus.Success)
        {
            return default;
        }
        status = volume.Root.Open(File, FileOpenMode.Read, out VolumeFile file);
        if (status == EfiStatus.Success)
        {
            status = file.ReadExactly(value);
            file.Close();
        }
        volume.Close();
        return status != EfiStatus.Success
            ? default
            : new RunName(
                BinaryPrimitives.ReadUInt64LittleEndian(value),
                BinaryPrimitives.ReadUInt32LittleEndian(value[8..])
            )
            {
                IsOpen = value[12] != 0,
            };
    }

    /// <returns>The run to come; none where it cannot be kept.</returns>
    public static RunName Renew(EfiSystem system, nint imageHandle)
    {
        RunName run = new(MakeUp(system), Read(system, imageHandle).Number + 1) { IsOpen = true };
        return run.Write(system, imageHandle) ? run : default;
    }

    /// <summary>What there was of it has been brought.</summary>
    public void Close(EfiSystem system, nint imageHandle) => new RunName(Id, Number).Write(system, imageHandle);

    private bool Write(EfiSystem system, nint imageHandle)
    {
        Span<byte> value = stackalloc byte[SizeBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(value, Id);
        BinaryPrimitives.WriteUInt32LittleEndian(value[8..], Number);
        BinaryPrimitives.WriteUInt32LittleEndian(value[12..], IsOpen ? 1u : 0);
        EfiStatus status = Volume.Open(system, imageHandle, out Volume volume);
        if (status != EfiStatus.Success)
        {
            return false;
        }
        status = volume.Root.OpenDirectory("/keelson"u8, out VolumeFile folder);
        if (status == EfiStatus.Success)
        {
            folder.Close();
            status = volume.WriteFile(File, value);
        }
        volume.Close();
        return status == EfiStatus.Success;
    }

    // SAFETY: the destination is a local of the length given; null asks for the default algorithm.
    private static unsafe ulong MakeUp(EfiSystem system)
    {
        ulong id = 0;
        RngProtocol* generator = system.Boot.FindProtocol<RngProtocol>();
        if (generator != null)
        {
            FirmwareCall.Invoke(generator->GetRng, generator, 0, sizeof(ulong), &id);
        }
        // Without random numbers: the counter and the address of the stack.
        id ^= Cpu.Counter() * 0x9e37_79b9_7f4a_7c15 ^ (ulong)&id;
        return id == 0 ? 1 : id;
    }
}
