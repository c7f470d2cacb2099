using System;
using System.Runtime.CompilerServices;
using Keelson.Findings;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>GetNextVariableName (UEFI 2.10, 8.2.2): the enumeration ends, and has our variable in it.</summary>
internal static class VariableNames
{
    private const int MaximumNames = 4096;
    private const int BufferCharacters = 512;
    private const RuntimeService Service = RuntimeService.GetNextVariableName;

    [InlineArray(BufferCharacters)]
    private struct NameBuffer
    {
        private char _first;
    }

    private static NameBuffer s_name;
    private static NameBuffer s_previous;

    private enum Fault
    {
        None,
        Repeated,
        Unterminated,
        TooMany,
    }

    public static void Run(ref TestBench bench, scoped ReadOnlySpan<byte> data)
    {
        bench.Report.BeginGroup("GetNextVariableName"u8, 3);
        bool writes = !bench.IsStoreClosed;
        if (writes)
        {
            bench.Client.SetVariable(VariableTests.Name, RuntimeClient.PersistentAttributes, data);
        }
        EfiStatus status = Enumerate(ref bench, out int count, out int found, out Fault fault);
        if (status == EfiStatus.Unsupported && !bench.Firmware.Supported.Claims(Service))
        {
            bench.Report.Skip("GetNextVariableName enumerates the variables and ends"u8, Claims.NotAdvertised);
            bench.Report.Skip("GetNextVariableName as advertised"u8, Claims.NotAdvertised);
            bench.Report.Skip("GetNextVariableName with NULL arguments"u8, Claims.NotAdvertised);
        }
        else
        {
            Judge(ref bench, status, count, found, writes ? 1 : 0, fault);
        }
        if (writes)
        {
            bench.Client.SetVariable(VariableTests.Name, RuntimeClient.PersistentAttributes, default);
        }
        bench.Report.EndGroup("GetNextVariableName"u8);
    }

    private static void Judge(ref TestBench bench, EfiStatus status, int count, int found, int expected, Fault fault)
    {
        if (fault != Fault.None && !bench.IsBlocked)
        {
            ReadOnlySpan<byte> text =
                fault == Fault.Repeated ? "the same name again"u8
                : fault == Fault.Unterminated ? "a name without an end in the buffer"u8
                : "more names than any store holds"u8;
            bench.Report.Finding(FindingId.VariableNamesEndless, Service.Text(), $"{text}, after {count} names");
            bench.Report.Check(false, "GetNextVariableName enumerates the variables and ends"u8, $"{status}: {text}");
        }
        else
        {
            bench.Check(
                Service,
                status == EfiStatus.NotFound && found == expected,
                "GetNextVariableName enumerates the variables and ends"u8,
                $"{status}, {count} names, the test variable {found} time(s)"
            );
        }
        Claims.Compare(ref bench, Service, "GetNextVariableName as advertised"u8, status);
        status = bench.Client.Call(Service);
        bench.Check(
            Service,
            status == EfiStatus.InvalidParameter,
            "GetNextVariableName with NULL arguments"u8,
            $"{status}"
        );
    }

    private static EfiStatus Enumerate(ref TestBench bench, out int count, out int found, out Fault fault)
    {
        s_name[0] = '\0';
        EfiGuid vendor = default;
        count = found = 0;
        fault = Fault.None;
        while (true)
        {
            s_previous = s_name;
            EfiGuid previousVendor = vendor;
            EfiStatus status = bench.Client.GetNextVariableName(s_name, ref vendor);
            if (status != EfiStatus.Success)
            {
                return status;
            }
            ReadOnlySpan<char> text = s_name;
            int length = LengthOf(text);
            fault =
                length < 0 ? Fault.Unterminated
                : count == MaximumNames ? Fault.TooMany
                : vendor == previousVendor && StartsWith(text, ((ReadOnlySpan<char>)s_previous)[..(length + 1)])
                    ? Fault.Repeated
                : Fault.None;
            if (fault != Fault.None)
            {
                return status;
            }
            count++;
            if (
                vendor == WellKnownGuids.KeelsonVariable
                && length == VariableTests.Name.Length
                && StartsWith(text, VariableTests.Name)
            )
            {
                found++;
            }
        }
    }

    /// <returns>-1 where there is no NUL.</returns>
    private static int LengthOf(ReadOnlySpan<char> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0')
            {
                return i;
            }
        }
        return -1;
    }

    private static bool StartsWith(ReadOnlySpan<char> text, ReadOnlySpan<char> start)
    {
        for (int i = 0; i < start.Length; i++)
        {
            if (i == text.Length || text[i] != start[i])
            {
                return false;
            }
        }
        return true;
    }
}
