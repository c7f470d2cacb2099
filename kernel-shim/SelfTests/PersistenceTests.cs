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
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Value);
        // In a chain one kernel asks: it deletes the variable.
        if (!generation.IsFirst)
        {
            bench.Report.Skip(name, "generation 1 asks"u8);
        }
        else if (CommandLine.Has(OptionNames.Persist, OptionValues.Write))
        {
            EfiStatus status = bench.Client.SetVariable(Name, RuntimeClient.PersistentAttributes, bytes);
            bench.Check(RuntimeService.SetVariable, status == EfiStatus.Success, name, $"written: {status}");
        }
        else if (CommandLine.Has(OptionNames.Persist, OptionValues.Read))
        {
            EfiStatus status = bench.Client.GetVariable(Name, out uint attributes, bytes, out ulong size);
            ulong value = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            bench.Check(
                RuntimeService.GetVariable,
                status == EfiStatus.Success
                    && attributes == RuntimeClient.PersistentAttributes
                    && size == sizeof(ulong)
                    && value == Value,
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
