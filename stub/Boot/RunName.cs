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
internal static class RunName
{
    private static ReadOnlySpan<byte> File => "/keelson/run.id"u8;

    /// <returns>Of the last run; 0 without one.</returns>
    public static ulong Read(EfiSystem system, nint imageHandle)
    {
        Span<byte> value = stackalloc byte[sizeof(ulong)];
        EfiStatus status = Volume.Open(system, imageHandle, out Volume volume);
        if (status != EfiStatus.Success)
        {
            return 0;
        }
        status = volume.Root.Open(File, FileOpenMode.Read, out VolumeFile file);
        if (status == EfiStatus.Success)
        {
            status = file.ReadExactly(value);
            file.Close();
        }
        volume.Close();
        return status == EfiStatus.Success ? BinaryPrimitives.ReadUInt64LittleEndian(value) : 0;
    }

    /// <returns>Of the run to come; 0 where it cannot be kept.</returns>
    public static ulong Renew(EfiSystem system, nint imageHandle)
    {
        ulong id = MakeUp(system);
        Span<byte> value = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(value, id);
        EfiStatus status = Volume.Open(system, imageHandle, out Volume volume);
        if (status != EfiStatus.Success)
        {
            return 0;
        }
        status = volume.Root.OpenDirectory("/keelson"u8, out VolumeFile folder);
        if (status == EfiStatus.Success)
        {
            folder.Close();
            status = volume.WriteFile(File, value);
        }
        volume.Close();
        return status == EfiStatus.Success ? id : 0;
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
