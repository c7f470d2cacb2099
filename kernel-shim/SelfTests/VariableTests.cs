using System;
using System.Runtime.CompilerServices;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>Variable services (UEFI 2.10, 8.2), on a variable of our own, deleted afterwards.</summary>
internal static class VariableTests
{
    private const string Name = "KeelsonSelfTest";
    private const int Checks = 16;

    private static ReadOnlySpan<byte> NotAdvertised =>
        "not advertised in EFI_RT_PROPERTIES_TABLE, and EFI_UNSUPPORTED"u8;

    // SAFETY: two buffers of 64 bytes on the stack; no size handed over is larger.
    public static unsafe void Run(ref TestBench bench, ref RuntimeClient client)
    {
        byte* written = stackalloc byte[64];
        byte* read = stackalloc byte[64];
        for (int i = 0; i < 64; i++)
        {
            written[i] = (byte)(0x40 + i);
        }
        ulong size = 64;

        // Left over from a run that was cut short, perhaps; then it must be gone.
        EfiStatus status = client.SetVariable(Name, RuntimeClient.PersistentAttributes, null, 0);
        RuntimeServicesSupported supported = bench.Firmware.Supported;
        bool writes = status != EfiStatus.Unsupported || supported.Claims(RuntimeService.SetVariable);
        status = client.GetVariable(Name, out _, read, ref size);
        if (status == EfiStatus.Unsupported && !supported.Claims(RuntimeService.GetVariable))
        {
            bench.Report.SkipGroup(Checks, "GetVariable"u8, NotAdvertised);
            return;
        }
        bench.Report.Check(status == EfiStatus.NotFound, $"GetVariable of a non-existent variable returns {status}");
        if (writes)
        {
            Write(ref bench, ref client, written);
        }
        else
        {
            bench.Report.SkipGroup(7, "SetVariable"u8, NotAdvertised);
        }
        VariableNames.Run(ref bench, ref client, Name, writes ? 1 : 0);
        status = client.QueryVariableInfo(
            RuntimeClient.PersistentAttributes,
            out ulong maximum,
            out ulong remaining,
            out ulong largest
        );
        if (status == EfiStatus.Unsupported && !supported.Claims(RuntimeService.QueryVariableInfo))
        {
            bench.Report.SkipGroup(2, "QueryVariableInfo"u8, NotAdvertised);
        }
        else
        {
            bench.Report.Check(
                status == EfiStatus.Success && remaining <= maximum && largest <= maximum && maximum != 0,
                $"QueryVariableInfo returns {status}: {remaining} of {maximum} bytes free, {largest} "
                    + $"at most per variable"
            );
            status = client.QueryVariableInfo(0, out _, out _, out _);
            bench.Report.Check(
                status == EfiStatus.InvalidParameter,
                $"QueryVariableInfo with attributes 0 returns {status}"
            );
        }
        if (writes)
        {
            Delete(ref bench, ref client, read);
        }
        else
        {
            bench.Report.SkipGroup(3, "SetVariable"u8, NotAdvertised);
        }
        status = client.Call(RuntimeService.GetVariable);
        bench.Report.Check(status == EfiStatus.InvalidParameter, $"GetVariable with NULL arguments returns {status}");
    }

    // SAFETY: the caller's buffer has 64 bytes; no part that is named ends beyond it.
    private static unsafe void Write(ref TestBench bench, ref RuntimeClient client, byte* written)
    {
        EfiStatus status = client.SetVariable(Name, RuntimeClient.PersistentAttributes, written, 16);
        bench.Report.Check(status == EfiStatus.Success, $"SetVariable of 16 bytes returns {status}");
        CheckContents(ref bench, ref client, written, 16, "reads back");
        status = client.SetVariable(Name, RuntimeClient.PersistentAttributes, written + 8, 24);
        bench.Report.Check(status == EfiStatus.Success, $"SetVariable overwriting with 24 bytes returns {status}");
        CheckContents(ref bench, ref client, written + 8, 24, "reads back overwritten");
        status = client.SetVariable(
            Name,
            RuntimeClient.PersistentAttributes | RuntimeClient.AppendWrite,
            written + 32,
            8
        );
        bench.Report.Check(status == EfiStatus.Success, $"SetVariable with APPEND_WRITE of 8 bytes returns {status}");
        CheckContents(ref bench, ref client, written + 8, 32, "reads back appended");
        ulong size = 4;
        status = client.GetVariable(Name, out _, written, ref size);
        bench.Report.Check(
            status == EfiStatus.BufferTooSmall && size == 32,
            $"GetVariable with a buffer of 4 bytes returns {status}, size {size}"
        );
    }

    // SAFETY: the caller's buffer has 64 bytes, and the sizes are no larger.
    private static unsafe void Delete(ref TestBench bench, ref RuntimeClient client, byte* read)
    {
        EfiStatus status = client.SetVariable(Name, RuntimeClient.PersistentAttributes, null, 0);
        bench.Report.Check(status == EfiStatus.Success, $"SetVariable with size 0 (deletion) returns {status}");
        ulong size = 64;
        status = client.GetVariable(Name, out _, read, ref size);
        bench.Report.Check(status == EfiStatus.NotFound, $"GetVariable of the deleted variable returns {status}");
        status = client.SetVariable("", RuntimeClient.PersistentAttributes, read, 16);
        bench.Report.Check(status == EfiStatus.InvalidParameter, $"SetVariable with an empty name returns {status}");
    }

    // SAFETY: 64 bytes here, and the caller has expectedSize bytes, at most 64, at its pointer.
    private static unsafe void CheckContents(
        ref TestBench bench,
        ref RuntimeClient client,
        byte* expected,
        ulong expectedSize,
        string what
    )
    {
        byte* read = stackalloc byte[64];
        ulong size = 64;
        EfiStatus status = client.GetVariable(Name, out uint attributes, read, ref size);
        bool same =
            status == EfiStatus.Success
            && size == expectedSize
            && attributes == RuntimeClient.PersistentAttributes
            && new ReadOnlySpan<byte>(read, (int)expectedSize).SequenceEqual(
                new ReadOnlySpan<byte>(expected, (int)expectedSize)
            );
        bench.Report.Check(same, $"the variable {what}: {size} bytes, attributes 0x{attributes:x}");
    }
}
