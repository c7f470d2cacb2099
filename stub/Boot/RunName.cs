using System;
using System.Buffers.Binary;
using Keelson.Arch.Arm64;
using Keelson.Efi;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Stub;

/// <summary>
/// A number by which the next start knows a report in memory for one of the run that this one started, and not for
/// something that was put there since. It is kept where a running system does not read it, in a variable of boot
/// services; or, where variables do not last, in a file on the volume that the report is to be brought to: whoever
/// reads that can as well write a report there.
/// </summary>
internal static class RunName
{
    private const uint KeptForBootServices = 3; // NON_VOLATILE, BOOTSERVICE_ACCESS

    private static string Variable => "KeelsonRun";

    private static ReadOnlySpan<byte> File => "/keelson/run.id"u8;

    /// <returns>Of the last run; 0 without one.</returns>
    public static ulong Read(EfiSystem system, nint imageHandle)
    {
        Span<byte> value = stackalloc byte[sizeof(ulong)];
        EfiStatus status = system.Runtime.GetVariable(
            Variable,
            WellKnownGuids.KeelsonVariable,
            value,
            out int size,
            out uint attributes
        );
        if (status == EfiStatus.Success && size == value.Length && attributes == KeptForBootServices)
        {
            return BinaryPrimitives.ReadUInt64LittleEndian(value);
        }
        if (Volume.Open(system, imageHandle, out Volume volume) != EfiStatus.Success)
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
    public static ulong Renew(EfiSystem system, nint imageHandle, RuntimeServicesSupported services)
    {
        ulong id = MakeUp(system);
        Span<byte> value = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(value, id);
        // Firmware that sets no variable once the system runs keeps those of before in a file, or not at all.
        EfiStatus status = services.Claims(RuntimeService.SetVariable)
            ? system.Runtime.SetVariable(Variable, WellKnownGuids.KeelsonVariable, KeptForBootServices, value)
            : Write(system, imageHandle, value);
        return status == EfiStatus.Success ? id : 0;
    }

    private static EfiStatus Write(EfiSystem system, nint imageHandle, scoped ReadOnlySpan<byte> value)
    {
        EfiStatus status = Volume.Open(system, imageHandle, out Volume volume);
        if (status != EfiStatus.Success)
        {
            return status;
        }
        status = volume.Root.OpenDirectory("/keelson"u8, out VolumeFile folder);
        if (status == EfiStatus.Success)
        {
            folder.Close();
            status = volume.WriteFile(File, value);
        }
        volume.Close();
        return status;
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
        // Without random numbers, what nobody chooses: when this runs, to a tick, and where its stack is.
        id ^= Cpu.Counter() * 0x9e37_79b9_7f4a_7c15 ^ (ulong)&id;
        return id == 0 ? 1 : id;
    }
}
