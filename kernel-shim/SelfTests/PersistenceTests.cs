using System;
using System.Buffers.Binary;
using Keelson.Handover;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>
/// Variables that outlive a kernel: one of a boot before (<c>keelson.persist=write</c>, then
/// <c>keelson.persist=read</c>), and one of the first generation of a chain.
/// </summary>
internal static class PersistenceTests
{
    private const string Name = "KeelsonPersistent";
    private const ulong Value = 0x6e6f_736c_6565_6b21;

    /// <summary>What GetNextHighMonotonicCount gave the boot before; 0 where nobody knows.</summary>
    public static uint CountBefore { get; private set; }

    public static void Run(ref TestBench bench, in Generation generation)
    {
        bench.Report.BeginGroup("persistence"u8, 2);
        AcrossReset(ref bench, generation);
        GenerationTests.CheckToken(ref bench, generation);
        bench.Report.EndGroup("persistence"u8);
    }

    private static void AcrossReset(ref TestBench bench, in Generation generation)
    {
        ReadOnlySpan<byte> name = "a variable persists across reset"u8;
        // The value, and the count, which goes on across a reset (UEFI 2.10, 8.5.2).
        Span<byte> bytes = stackalloc byte[sizeof(ulong) + sizeof(uint)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Value);
        // In a chain one kernel asks: it deletes the variable.
        if (!generation.IsFirst)
        {
            bench.Report.Skip(name, "generation 1 asks"u8);
        }
        else if (CommandLine.Has(OptionNames.Persist, OptionValues.Write))
        {
            EfiStatus status = bench.Client.GetNextHighMonotonicCount(out uint high);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[sizeof(ulong)..], status == EfiStatus.Success ? high : 0);
            status = bench.Client.SetVariable(Name, RuntimeClient.PersistentAttributes, bytes);
            bench.Check(RuntimeService.SetVariable, status == EfiStatus.Success, name, $"written: {status}");
        }
        else if (CommandLine.Has(OptionNames.Persist, OptionValues.Read))
        {
            EfiStatus status = bench.Client.GetVariable(Name, out uint attributes, bytes, out ulong size);
            ulong value = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            bool isKept = status == EfiStatus.Success && size == (ulong)bytes.Length && value == Value;
            CountBefore = isKept ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[sizeof(ulong)..]) : 0;
            bench.Check(
                RuntimeService.GetVariable,
                isKept && attributes == RuntimeClient.PersistentAttributes,
                name,
                $"read: {status}, 0x{value:x}"
            );
            bench.Client.SetVariable(Name, RuntimeClient.PersistentAttributes, default);
        }
        else
        {
            bench.Report.Skip(name, "not requested: keelson.persist=write, then =read"u8);
        }
    }
}
