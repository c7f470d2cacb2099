using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Keelson.Arch.Arm64;
using Keelson.Findings;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>GetNextVariableName (UEFI 2.10, 8.2.2): the enumeration ends, and has our variable in it.</summary>
internal static class VariableNames
{
    private const int MaximumNames = 4096;
    private const int BufferCharacters = 512;

    /// <summary>Where a name is longer than that: all the room that an argument has.</summary>
    private const int MostCharacters = 4096;
    private const RuntimeService Service = RuntimeService.GetNextVariableName;

    [InlineArray(MostCharacters)]
    private struct NameBuffer
    {
        private char _first;
    }

    /// <summary>Of some 500 variables.</summary>
    private const int StoredBytes = 32 * 1024;

    /// <summary>Vendor, name and its NUL, one behind the other.</summary>
    [InlineArray(StoredBytes)]
    private struct StoredNames
    {
        private byte _first;
    }

    private static NameBuffer s_name;
    private static NameBuffer s_mark;
    private static StoredNames s_stored;
    private static int s_storedLength;
    private static int s_unknown;
    private static int s_repeated;

    private static ReadOnlySpan<byte> Known => "each variable of the enumeration is known to GetVariable"u8;

    private enum Fault
    {
        None,
        Repeated,
        Unterminated,
        TooMany,
        Empty,
    }

    public static void Run(ref TestBench bench, scoped ReadOnlySpan<byte> data)
    {
        bench.Report.BeginGroup("GetNextVariableName"u8, 5);
        bool writes = !bench.IsStoreClosed;
        if (writes)
        {
            bench.Client.SetVariable(VariableTests.Name, RuntimeClient.PersistentAttributes, data);
        }
        // Where it is there: it is gone then, and no other.
        bench.Client.SetVariable(LongVariableTests.Name, RuntimeClient.PersistentAttributes, default);
        EfiStatus status = Enumerate(ref bench, asksForEach: true, out int count, out int found, out Fault fault);
        if (status == EfiStatus.NotFound)
        {
            AskForStored(ref bench);
        }
        Claims.LeaveOutWhere(ref bench, Service, status);
        Judge(ref bench, status, count, found, writes, fault);
        bench.Absence = default;
        if (writes)
        {
            bench.Client.SetVariable(VariableTests.Name, RuntimeClient.PersistentAttributes, default);
        }
        bench.Report.EndGroup("GetNextVariableName"u8);
    }

    /// <summary>The test variable is in the enumeration, whatever GetVariable says of it.</summary>
    public static bool Has(ref TestBench bench) =>
        Enumerate(ref bench, asksForEach: false, out int _, out int found, out Fault _) == EfiStatus.NotFound
        && found == 1;

    private static void Judge(ref TestBench bench, EfiStatus status, int count, int found, bool writes, Fault fault)
    {
        if (fault != Fault.None && !bench.IsBlocked)
        {
            ReadOnlySpan<byte> text =
                fault == Fault.Repeated ? "the same name again"u8
                : fault == Fault.Unterminated ? "a name without an end in the buffer"u8
                : fault == Fault.Empty ? "an empty name"u8
                : "more names, or more time, than any store has"u8;
            bench.Check(
                Service,
                FindingId.VariableNamesEndless,
                false,
                "GetNextVariableName enumerates the variables and ends"u8,
                $"{text}, after {count} names"
            );
        }
        else
        {
            // A variable that was set and that GetVariable does not know either is not missing from the enumeration.
            bool isLost =
                writes
                && found == 0
                && bench.Client.GetVariable(VariableTests.Name, out _, default, out _) == EfiStatus.NotFound;
            TextLine seen = $"{status}, {count} names, the test variable {found} time(s)";
            if (s_repeated != 0)
            {
                TextLine again = $", {s_repeated} name(s) a second time";
                seen.Append(in again);
            }
            bench.Check(
                isLost ? RuntimeService.SetVariable : Service,
                isLost ? FindingId.VariableContents : FindingId.AnswerNotAllowed,
                status == EfiStatus.NotFound && (found == 1 || found == 0 && !writes) && s_repeated == 0,
                "GetNextVariableName enumerates the variables and ends"u8,
                ref seen
            );
        }
        // Variables of boot services alone are in no enumeration of a kernel's (UEFI 2.10, 8.2.2).
        FindingId earlier = TestBench.FirstOf(Service);
        earlier = earlier == FindingId.None ? TestBench.FirstOf(RuntimeService.GetVariable) : earlier;
        if (earlier != FindingId.None)
        {
            bench.SkipAfter(earlier, Known);
        }
        else
        {
            bench.Check(Service, s_unknown == 0, Known, $"{s_unknown} of {count} are not");
        }
        Claims.Compare(ref bench, Service, status);
        status = bench.Client.Call(Service);
        bench.Check(
            Service,
            status == EfiStatus.InvalidParameter,
            "GetNextVariableName with NULL arguments"u8,
            $"{status}"
        );
        // Kernels begin with a small buffer and enlarge it (Linux, fs/efivarfs/vars.c).
        ReadOnlySpan<byte> name = "GetNextVariableName with a buffer of 2 bytes"u8;
        if (TestBench.FirstOf(Service) is not FindingId.None and FindingId first)
        {
            bench.SkipAfter(first, name);
            return;
        }
        Span<char> little = stackalloc char[1];
        little.Clear();
        EfiGuid vendor = default;
        status = bench.Client.GetNextVariableName(little, ref vendor);
        // The size that it takes: without one they would ask for ever.
        ulong size = ServiceBuffers.Get<ulong>(0);
        bool isTold = status == EfiStatus.BufferTooSmall && size > sizeof(char);
        bench.Check(Service, count == 0 ? status == EfiStatus.NotFound : isTold, name, $"{status}, size {size}");
    }

    private static EfiStatus Enumerate(
        ref TestBench bench,
        bool asksForEach,
        out int count,
        out int found,
        out Fault fault
    )
    {
        s_name[0] = '\0';
        EfiGuid vendor = default;
        count = found = 0;
        fault = Fault.None;
        s_mark = s_name;
        EfiGuid markedVendor = default;
        ulong start = Cpu.Counter();
        int characters = BufferCharacters;
        while (true)
        {
            ReadOnlySpan<char> text = ((ReadOnlySpan<char>)s_name)[..characters];
            EfiStatus status = bench.Client.GetNextVariableName(((Span<char>)s_name)[..characters], ref vendor);
            if (status == EfiStatus.BufferTooSmall && characters != MostCharacters)
            {
                // Kernels enlarge theirs as well.
                characters = MostCharacters;
                continue;
            }
            if (status != EfiStatus.Success)
            {
                return status;
            }
            int length = LengthOf(text);
            fault =
                length < 0 ? Fault.Unterminated
                : length == 0 ? Fault.Empty
                : count == MaximumNames || Watchdog.IsPast(start) ? Fault.TooMany
                : vendor == markedVendor && StartsWith(text, ((ReadOnlySpan<char>)s_mark)[..(length + 1)])
                    ? Fault.Repeated
                : Fault.None;
            if (fault != Fault.None)
            {
                return status;
            }
            count++;
            // Together afterwards, as far as there is room: a call that does not return is known by the line before it,
            // and services that take turns have one each time.
            if (asksForEach && !TryStore(vendor, ((ReadOnlySpan<char>)s_name)[..(length + 1)]))
            {
                Ask(ref bench, ((ReadOnlySpan<char>)s_name)[..length], vendor);
            }
            // A mark moves further each time, so that a round of any length comes upon it.
            if ((count & (count - 1)) == 0)
            {
                s_mark = s_name;
                markedVendor = vendor;
            }
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

    private static bool TryStore(EfiGuid vendor, ReadOnlySpan<char> name)
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(name);
        Span<byte> room = ((Span<byte>)s_stored)[s_storedLength..];
        if (room.Length < EfiGuid.SizeBytes + bytes.Length)
        {
            return false;
        }
        MemoryMarshal.Write(room, in vendor);
        bytes.CopyTo(room[EfiGuid.SizeBytes..]);
        s_storedLength += EfiGuid.SizeBytes + bytes.Length;
        return true;
    }

    private static void AskForStored(ref TestBench bench)
    {
        ReadOnlySpan<byte> rest = ((ReadOnlySpan<byte>)s_stored)[..s_storedLength];
        ulong start = Cpu.Counter();
        while (!rest.IsEmpty && !Watchdog.IsPast(start))
        {
            EfiGuid vendor = MemoryMarshal.Read<EfiGuid>(rest);
            ReadOnlySpan<char> name = MemoryMarshal.Cast<byte, char>(rest[EfiGuid.SizeBytes..]);
            int length = LengthOf(name);
            Ask(ref bench, name[..length], vendor);
            int size = EfiGuid.SizeBytes + (length + 1) * sizeof(char);
            s_repeated += IsIn(rest[size..], rest[..size]) ? 1 : 0;
            rest = rest[size..];
        }
    }

    /// <summary>Whether one of those that follow is the same.</summary>
    private static bool IsIn(ReadOnlySpan<byte> rest, ReadOnlySpan<byte> one)
    {
        while (!rest.IsEmpty)
        {
            int size =
                EfiGuid.SizeBytes
                + (LengthOf(MemoryMarshal.Cast<byte, char>(rest[EfiGuid.SizeBytes..])) + 1) * sizeof(char);
            if (rest[..size].SequenceEqual(one))
            {
                return true;
            }
            rest = rest[size..];
        }
        return false;
    }

    private static void Ask(ref TestBench bench, ReadOnlySpan<char> name, EfiGuid vendor)
    {
        if (bench.Client.GetVariableSize(name, vendor) == EfiStatus.NotFound)
        {
            s_unknown++;
        }
    }

    /// <returns>-1 where there is no NUL.</returns>
    public static int LengthOf(ReadOnlySpan<char> text)
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
