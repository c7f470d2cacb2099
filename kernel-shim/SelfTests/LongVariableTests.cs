using System;
using System.Runtime.CompilerServices;
using Keelson.Audits;
using Keelson.Findings;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>
/// A variable whose name and contents are longer than what a driver may have room for in the path that short ones
/// take: kernels write such (Linux, drivers/firmware/efi/efi-pstore.c: parts of 1,024 bytes; lists of signatures).
/// </summary>
internal static class LongVariableTests
{
    public const int Results = 3;
    private const int DataBytes = 1200;

    /// <summary>With its header, and what a store rounds up to.</summary>
    private const ulong StoredBytes = 2048;

    /// <summary>96 characters.</summary>
    public const string Name =
        "KeelsonSelfTestOfANameThatIsLongerThanWhatSomeDriverKeepsOnItsStack-0123456789-0123456789-012345";

    [InlineArray(DataBytes)]
    private struct Contents
    {
        private byte _first;
    }

    private static Contents s_written;
    private static Contents s_read;

    private static ReadOnlySpan<byte> Set => "SetVariable with a name of 96 characters and 1200 bytes"u8;
    private static ReadOnlySpan<byte> Get => "GetVariable reads it back whole"u8;
    private static ReadOnlySpan<byte> Next => "GetNextVariableName after a name of 96 characters"u8;

    /// <param name="room">Of the store.</param>
    public static void Run(ref TestBench bench, in Generation generation, StoreRoom room)
    {
        if (bench.IsStoreClosed || TestBench.FirstOf(RuntimeService.SetVariable) != FindingId.None)
        {
            Skip(ref bench, "no variable can be set"u8);
            return;
        }
        if (!generation.IsFirst || !room.Has(StoredBytes))
        {
            Skip(ref bench, generation.IsFirst ? "the store has no room for it"u8 : "generation 1 asks"u8);
            return;
        }
        Span<byte> written = s_written;
        for (int i = 0; i < DataBytes; i++)
        {
            written[i] = (byte)(i + (i >> 8));
        }
        EfiStatus status = bench.Client.SetVariable(Name, RuntimeClient.PersistentAttributes, written);
        // A store may have limits that it does not tell.
        if (status is EfiStatus.InvalidParameter or EfiStatus.OutOfResources)
        {
            Skip(ref bench, "the store takes none"u8);
            return;
        }
        bench.Check(RuntimeService.SetVariable, status == EfiStatus.Success, Set, $"{status}");
        if (Read(ref bench, written) == EfiStatus.NotFound)
        {
            // There is none to go on from.
            bench.SkipAfter(FindingId.VariableContents, Next);
            return;
        }
        Span<char> name = stackalloc char[256];
        name.Clear();
        Name.AsSpan().CopyTo(name);
        EfiGuid vendor = WellKnownGuids.KeelsonVariable;
        status = bench.Client.GetNextVariableName(name, ref vendor);
        if (!bench.IsBlocked && !RuntimeClient.Gate.IsOpen)
        {
            // Told in the group of the service, which comes next.
            bench.SkipAfter(RuntimeClient.Gate.Fault.Finding, Next);
            return;
        }
        bench.Check(
            RuntimeService.GetNextVariableName,
            // The next one may be longer still.
            status is EfiStatus.Success or EfiStatus.NotFound or EfiStatus.BufferTooSmall,
            Next,
            $"{status}"
        );
    }

    private static EfiStatus Read(ref TestBench bench, scoped ReadOnlySpan<byte> written)
    {
        Span<byte> read = s_read;
        EfiStatus status = bench.Client.GetVariable(Name, out uint attributes, read, out ulong size);
        TextLine seen = VariableTests.SeenOf(status, size, attributes);
        bool isTold = status is EfiStatus.Success or EfiStatus.NotFound;
        bench.Check(
            isTold && !TestBench.IsExplained(RuntimeService.GetVariable)
                ? VariableTests.Blame(ref bench, Name, status, read[..(int)Math.Min(size, DataBytes)], default, written)
                : RuntimeService.GetVariable,
            isTold ? FindingId.VariableContents : FindingId.AnswerNotAllowed,
            status == EfiStatus.Success
                && attributes == RuntimeClient.PersistentAttributes
                && size == DataBytes
                && read.SequenceEqual(written),
            Get,
            ref seen
        );
        return status;
    }

    private static void Skip(ref TestBench bench, scoped ReadOnlySpan<byte> reason)
    {
        bench.SkipWith(Set, reason);
        bench.SkipWith(Get, reason);
        bench.SkipWith(Next, reason);
    }
}
