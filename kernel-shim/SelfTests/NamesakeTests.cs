using System;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>
/// A variable is its name, letter by letter, and its vendor (UEFI 2.10, 8.2): no other is taken for it. While the test
/// variable is there.
/// </summary>
internal static class NamesakeTests
{
    public const int Results = 3;
    private const string Beginning = "KeelsonSelfTes";

    private static ReadOnlySpan<byte> Vendor => "GetVariable of the same name by another vendor"u8;
    private static ReadOnlySpan<byte> Letters => "GetVariable of the name in other letters, and of its beginning"u8;
    private static ReadOnlySpan<byte> Volatile => "SetVariable of a volatile variable"u8;

    public static void Run(ref TestBench bench)
    {
        const RuntimeService Get = RuntimeService.GetVariable;
        EfiStatus status = bench.Client.GetVariableSize(VariableTests.Name, WellKnownGuids.GlobalVariable);
        bench.Check(Get, status == EfiStatus.NotFound, Vendor, $"{status}");
        status = bench.Client.GetVariableSize("KEELSONSELFTEST", WellKnownGuids.KeelsonVariable);
        if (status == EfiStatus.NotFound)
        {
            status = bench.Client.GetVariableSize(Beginning, WellKnownGuids.KeelsonVariable);
        }
        bench.Check(Get, status == EfiStatus.NotFound, Letters, $"{status}");
        // No variable of boot services, or of this run alone, comes to be once they are over (UEFI 2.10, 8.2.3); which
        // error says so differs.
        ReadOnlySpan<byte> data = "Keelson"u8;
        status = bench.Client.SetVariable(Beginning, RuntimeClient.VolatileAttributes, data);
        bench.Check(RuntimeService.SetVariable, status != EfiStatus.Success, Volatile, $"{status}");
        if (status == EfiStatus.Success)
        {
            bench.Client.SetVariable(Beginning, RuntimeClient.VolatileAttributes, default);
        }
    }
}
