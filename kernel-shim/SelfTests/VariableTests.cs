using System;
using System.Runtime.CompilerServices;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>Variable services (UEFI 2.10, 8.2), on variables of our own that are gone again afterwards.</summary>
internal static unsafe class VariableTests
{
    private const string Name = "KeelsonSelfTest";
    private const int Checks = 16;

    public static void Run(ref TestBench bench, ref RuntimeClient client)
    {
        byte* written = stackalloc byte[64];
        byte* read = stackalloc byte[64];
        for (int i = 0; i < 64; i++)
            written[i] = (byte)(0x40 + i);
        ulong size = 64;

        // Left over from a run that was cut short, perhaps; then it must be gone.
        EfiStatus status = client.SetVariable(Name, RuntimeClient.PersistentAttributes, null, 0);
        if (status == EfiStatus.Unsupported && !bench.Firmware.Supported.Claims(RuntimeService.SetVariable))
        {
            for (int i = 0; i < Checks; i++)
                bench.Report.Skip($"SetVariable", "not claimed, and EFI_UNSUPPORTED as it should be"u8);
            return;
        }
        status = client.GetVariable(Name, out _, read, ref size);
        bench.Report.Check(status == EfiStatus.NotFound, $"GetVariable of what is not there gives {status}");
        status = client.SetVariable(Name, RuntimeClient.PersistentAttributes, written, 16);
        bench.Report.Check(status == EfiStatus.Success, $"SetVariable of 16 bytes gives {status}");
        CheckContents(ref bench, ref client, written, 16, "reads back");
        status = client.SetVariable(Name, RuntimeClient.PersistentAttributes, written + 8, 24);
        bench.Report.Check(status == EfiStatus.Success, $"SetVariable again with 24 bytes gives {status}");
        CheckContents(ref bench, ref client, written + 8, 24, "reads back overwritten");
        status = client.SetVariable(Name, RuntimeClient.PersistentAttributes | RuntimeClient.AppendWrite, written + 32, 8);
        bench.Report.Check(status == EfiStatus.Success, $"SetVariable with APPEND_WRITE of 8 bytes gives {status}");
        CheckContents(ref bench, ref client, written + 8, 32, "reads back appended");
        size = 4;
        status = client.GetVariable(Name, out _, read, ref size);
        bench.Report.Check(status == EfiStatus.BufferTooSmall && size == 32, $"GetVariable into 4 bytes gives {status} and asks for {size}");
        VariableNames.Run(ref bench, ref client, Name);
        status = client.QueryVariableInfo(RuntimeClient.PersistentAttributes, out ulong maximum, out ulong remaining, out ulong largest);
        bench.Report.Check(status == EfiStatus.Success && remaining <= maximum && largest <= maximum && maximum != 0,
            $"QueryVariableInfo gives {status}: {remaining} of {maximum} bytes left, {largest} at most in one");
        status = client.QueryVariableInfo(0, out _, out _, out _);
        bench.Report.Check(status == EfiStatus.InvalidParameter, $"QueryVariableInfo without attributes gives {status}");
        status = client.SetVariable(Name, RuntimeClient.PersistentAttributes, null, 0);
        bench.Report.Check(status == EfiStatus.Success, $"SetVariable with no bytes, a deletion, gives {status}");
        size = 64;
        status = client.GetVariable(Name, out _, read, ref size);
        bench.Report.Check(status == EfiStatus.NotFound, $"GetVariable of what was deleted gives {status}");
        status = client.SetVariable("", RuntimeClient.PersistentAttributes, written, 16);
        bench.Report.Check(status == EfiStatus.InvalidParameter, $"SetVariable with an empty name gives {status}");
        status = client.Call(RuntimeService.GetVariable);
        bench.Report.Check(status == EfiStatus.InvalidParameter, $"GetVariable without anything gives {status}");
    }

    private static void CheckContents(ref TestBench bench, ref RuntimeClient client, byte* expected, ulong expectedSize, string what)
    {
        byte* read = stackalloc byte[64];
        ulong size = 64;
        EfiStatus status = client.GetVariable(Name, out uint attributes, read, ref size);
        bool same = status == EfiStatus.Success && size == expectedSize && attributes == RuntimeClient.PersistentAttributes
            && new ReadOnlySpan<byte>(read, (int)expectedSize).SequenceEqual(new ReadOnlySpan<byte>(expected, (int)expectedSize));
        bench.Report.Check(same, $"the variable {what}: {size} bytes, attributes {attributes:x}");
    }
}
