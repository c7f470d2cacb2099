using System;
using Keelson.Audits;
using Keelson.Findings;
using Keelson.RuntimeServices;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>Variable services (UEFI 2.10, 8.2), on a variable of our own, deleted afterwards.</summary>
internal static class VariableTests
{
    public const string Name = "KeelsonSelfTest";
    private const int BufferBytes = 64;

    public static void Run(ref TestBench bench, in Generation generation)
    {
        bench.IsStoreSpared =
            !generation.IsFirst
            && bench.Client.QueryVariableInfo(
                RuntimeClient.PersistentAttributes,
                out ulong maximum,
                out ulong remaining,
                out _
            ) == EfiStatus.Success
            && StoreWear.MustSpare(maximum, remaining);
        Span<byte> written = stackalloc byte[BufferBytes];
        Span<byte> read = stackalloc byte[BufferBytes];
        for (int i = 0; i < BufferBytes; i++)
        {
            written[i] = (byte)(0x40 + i);
        }
        bench.Report.BeginGroup("GetVariable"u8, 3);
        Get(ref bench, read);
        bench.Report.EndGroup("GetVariable"u8);
        bench.Report.BeginGroup("QueryVariableInfo"u8, 3);
        StoreRoom room = Query(ref bench);
        bench.Report.EndGroup("QueryVariableInfo"u8);
        bench.Report.BeginGroup("SetVariable"u8, 13 + NamesakeTests.Results + LongVariableTests.Results);
        Set(ref bench, written, read, generation, room);
        bench.Report.EndGroup("SetVariable"u8);
        VariableNames.Run(ref bench, written[..16]);
    }

    private static void Get(ref TestBench bench, scoped Span<byte> read)
    {
        const RuntimeService Service = RuntimeService.GetVariable;
        // Left over from a run that was cut short, perhaps; then it must be gone.
        EfiStatus status = bench.Client.GetVariable(Name, out _, read, out _);
        if (status == EfiStatus.Success)
        {
            bench.Client.SetVariable(Name, RuntimeClient.PersistentAttributes, default);
            status = bench.Client.GetVariable(Name, out _, read, out _);
        }
        Claims.LeaveOutWhere(ref bench, Service, status);
        bench.Check(Service, status == EfiStatus.NotFound, "GetVariable of a non-existent variable"u8, $"{status}");
        Claims.Compare(ref bench, Service, status);
        status = bench.Client.Call(Service);
        bench.Check(Service, status == EfiStatus.InvalidParameter, "GetVariable with NULL arguments"u8, $"{status}");
        bench.Absence = default;
    }

    private static void Set(
        ref TestBench bench,
        scoped ReadOnlySpan<byte> written,
        scoped Span<byte> read,
        in Generation generation,
        StoreRoom room
    )
    {
        const RuntimeService Service = RuntimeService.SetVariable;
        const uint Attributes = RuntimeClient.PersistentAttributes;
        ReadOnlySpan<byte> first = written[..16],
            second = written[8..32],
            whole = written[8..40];
        EfiStatus status = Write(ref bench, Attributes, first);
        bool isAbsent =
            bench.IsStoreSpared || status == EfiStatus.Unsupported && !bench.Firmware.Supported.Claims(Service);
        FindingId blocker = bench.Blocker;
        FindingId id =
            status == EfiStatus.OutOfResources && room.IsFull ? FindingId.VariableStoreFull
            : status is EfiStatus.OutOfResources or EfiStatus.WriteProtected or EfiStatus.DeviceError
                ? FindingId.VariableStoreRefuses
            : FindingId.AnswerNotAllowed;
        if (isAbsent)
        {
            bench.Absence = bench.IsStoreSpared ? TestBench.StoreSpared : Claims.NotAdvertised;
        }
        TextLine seen = $"{status}";
        if (id == FindingId.VariableStoreFull)
        {
            TextLine rest = $", {room.RemainingBytes} bytes free";
            seen.Append(in rest);
        }
        bench.Check(Service, id, status == EfiStatus.Success, "SetVariable of 16 bytes"u8, ref seen);
        Claims.Compare(ref bench, Service, status);
        if (status != EfiStatus.Success && !isAbsent && !bench.IsBlocked)
        {
            // What was not set cannot be read.
            bench.Blocker = TestBench.FirstOf(Service);
        }
        Contents(ref bench, first, default, read, "GetVariable reads it back"u8);
        status = Write(ref bench, Attributes, second);
        Expect(ref bench, EfiStatus.Success, status, "SetVariable overwriting with 24 bytes"u8);
        Contents(ref bench, second, first, read, "GetVariable reads it back overwritten"u8);
        status = Write(ref bench, Attributes | RuntimeClient.AppendWrite, written[32..40]);
        Expect(ref bench, EfiStatus.Success, status, "SetVariable with APPEND_WRITE of 8 bytes"u8);
        Contents(ref bench, whole, second, read, "GetVariable reads it back appended"u8);
        status = bench.Client.GetVariable(Name, out _, read[..4], out ulong size);
        CheckSize(ref bench, status, size, "GetVariable with a buffer of 4 bytes"u8);
        status = bench.Client.GetVariableSize(Name, out size);
        CheckSize(ref bench, status, size, "GetVariable without a buffer, for the size"u8);
        NamesakeTests.Run(ref bench);
        // Another one beside it, which stays until this one is there again.
        bench.IsStoreClosed |= isAbsent || bench.IsBlocked;
        LongVariableTests.Run(ref bench, generation, room);
        // Nothing to append is no deletion (UEFI 2.10, 8.2.3).
        Write(ref bench, Attributes | RuntimeClient.AppendWrite, default);
        Contents(ref bench, whole, whole, read, "GetVariable reads it unchanged"u8);
        // As kernels delete: of no attributes either (Linux, fs/efivarfs/vars.c, efivar_entry_delete).
        status = Write(ref bench, 0, default);
        Expect(ref bench, EfiStatus.Success, status, "SetVariable with size 0 deletes"u8);
        status = bench.Client.GetVariable(Name, out _, read, out _);
        bool isKept = status == EfiStatus.Success && !TestBench.IsExplained(RuntimeService.GetVariable);
        bench.Check(
            isKept ? RuntimeService.SetVariable : RuntimeService.GetVariable,
            isKept ? FindingId.VariableContents : FindingId.AnswerNotAllowed,
            status == EfiStatus.NotFound,
            "GetVariable of the deleted variable"u8,
            $"{status}"
        );
        status = bench.Client.SetVariable("", Attributes, read[..16]);
        // That call is made in any case: a service is not judged by the calls of another kernel.
        if (bench.IsStoreSpared)
        {
            bench.Absence = default;
        }
        Expect(ref bench, EfiStatus.InvalidParameter, status, "SetVariable with an empty name"u8);
        bench.Absence = default;
        // A store that takes nothing, or keeps something else, does not stop the other services.
        if (bench.Blocker != blocker && RuntimeClient.Gate.IsOpen)
        {
            bench.Blocker = blocker;
            bench.IsStoreClosed = true;
        }
    }

    /// <summary>Of a variable of 32 bytes, in less room.</summary>
    private static void CheckSize(ref TestBench bench, EfiStatus status, ulong size, ReadOnlySpan<byte> name) =>
        bench.Check(
            RuntimeService.GetVariable,
            status == EfiStatus.BufferTooSmall && size == 32,
            name,
            $"{status}, size {size}"
        );

    private static EfiStatus Write(ref TestBench bench, uint attributes, scoped ReadOnlySpan<byte> data) =>
        bench.IsStoreSpared ? EfiStatus.Unsupported : bench.Client.SetVariable(Name, attributes, data);

    private static StoreRoom Query(ref TestBench bench)
    {
        const RuntimeService Service = RuntimeService.QueryVariableInfo;
        EfiStatus status = bench.Client.QueryVariableInfo(
            RuntimeClient.PersistentAttributes,
            out ulong maximum,
            out ulong remaining,
            out ulong largest
        );
        Claims.LeaveOutWhere(ref bench, Service, status);
        StoreRoom room = new(status, remaining, largest);
        bench.Check(
            Service,
            status == EfiStatus.Success && AreSizes(maximum, remaining, largest),
            "QueryVariableInfo gives sizes"u8,
            $"{status}: {remaining} of {maximum} bytes free, {largest} at most each"
        );
        Claims.Compare(ref bench, Service, status);
        // Of volatile variables: any status will do, but another path may fault.
        bench.Client.QueryVariableInfo(RuntimeClient.VolatileAttributes, out _, out _, out _);
        status = bench.Client.QueryVariableInfo(0, out _, out _, out _);
        bench.Check(
            Service,
            status == EfiStatus.InvalidParameter,
            "QueryVariableInfo with attributes 0"u8,
            $"{status}"
        );
        bench.Absence = default;
        return room;
    }

    /// <summary>Of a store that can hold something.</summary>
    public static bool AreSizes(ulong maximum, ulong remaining, ulong largest) =>
        remaining <= maximum && largest <= maximum && largest != 0;

    private static void Expect(ref TestBench bench, EfiStatus expected, EfiStatus status, ReadOnlySpan<byte> name) =>
        bench.Check(RuntimeService.SetVariable, status == expected, name, $"{status}");

    /// <summary>As StoredVariableAudit; what lacks its end was stored so where its size says the same.</summary>
    public static RuntimeService Blame(
        ref TestBench bench,
        string name,
        EfiStatus status,
        scoped ReadOnlySpan<byte> read,
        scoped ReadOnlySpan<byte> before,
        scoped ReadOnlySpan<byte> expected
    )
    {
        RuntimeService service = StoredVariableAudit.Blame(status, read, before, expected);
        bool isCut = read.Length < expected.Length && expected.StartsWith(read);
        return
            isCut
            && bench.Client.GetVariableSize(name, out ulong size) == EfiStatus.BufferTooSmall
            && size == (ulong)read.Length
            ? RuntimeService.SetVariable
            : service;
    }

    /// <summary>Of what was not read there is neither.</summary>
    public static TextLine SeenOf(EfiStatus status, ulong size, uint attributes)
    {
        TextLine seen = $"{status}";
        if (status == EfiStatus.Success)
        {
            TextLine what = $", {size} bytes, attributes 0x{attributes:x}";
            seen.Append(in what);
        }
        return seen;
    }

    private static void Contents(
        ref TestBench bench,
        scoped ReadOnlySpan<byte> expected,
        scoped ReadOnlySpan<byte> before,
        scoped Span<byte> read,
        ReadOnlySpan<byte> name
    )
    {
        EfiStatus status = bench.Client.GetVariable(Name, out uint attributes, read, out ulong size);
        bool same =
            status == EfiStatus.Success
            && size == (ulong)expected.Length
            && attributes == RuntimeClient.PersistentAttributes
            && read[..expected.Length].SequenceEqual(expected);
        TextLine seen = SeenOf(status, size, attributes);
        if (
            same
            || !bench.Absence.IsEmpty
            || status is not (EfiStatus.Success or EfiStatus.NotFound)
            || TestBench.IsExplained(RuntimeService.GetVariable)
        )
        {
            bench.Check(RuntimeService.GetVariable, same, name, ref seen);
            return;
        }
        RuntimeService service =
            status == EfiStatus.NotFound && VariableNames.Has(ref bench)
                ? RuntimeService.GetVariable
                : Blame(ref bench, Name, status, read[..(int)Math.Min(size, BufferBytes)], before, expected);
        bool isFirst = !bench.IsBlocked && RuntimeClient.Gate.IsOpen;
        bench.Check(service, FindingId.VariableContents, false, name, ref seen);
        if (isFirst)
        {
            // Told once: what the store keeps is not what it was given.
            bench.Blocker =
                (bench.Client.Changed & RelatedServices.Of(service)) != 0
                    ? FindingId.ArgumentChanged
                    : FindingId.VariableContents;
        }
    }
}
