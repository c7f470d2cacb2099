using System;
using System.Runtime.CompilerServices;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.DeviceTree;
using Keelson.Display;
using Keelson.Handover;
using Keelson.Kernel;
using Keelson.Memory;
using Keelson.Paging;
using Keelson.Reports;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.KernelShim;

/// <summary>
/// The report for a machine without a console: left in a variable or, where the firmware sets none at run time, in
/// memory, for the boot stub to find and to write to its volume. <c>keelson.report=none</c> leaves nothing,
/// <c>=delete</c> takes the variable away.
/// </summary>
internal static class ReportStore
{
    private const uint VariableAttributes = 7; // NON_VOLATILE, BOOTSERVICE_ACCESS, RUNTIME_ACCESS

    [InlineArray(KeptReport.CapacityBytes)]
    private struct Record
    {
        private byte _first;
    }

    [InlineArray(KeptReport.SmallCapacityBytes)]
    private struct SmallRecord
    {
        private byte _first;
    }

    private static Record s_record;
    private static ReportRecorder s_recorder;

    /// <summary>The same with less text, for a variable store that does not take as much.</summary>
    private static SmallRecord s_small;
    private static ReportRecorder s_smallRecorder;
    private static PhysicalRange s_area;
    private static ulong s_runId;
    private static bool s_isAbandoned;
    private static bool s_isFatalKept;

    /// <summary>The report lies in memory, which only a warm reset leaves as it is.</summary>
    public static bool IsInMemory { get; private set; }

    /// <summary>This run has no console, and power-off would lose its report.</summary>
    public static bool MustReset { get; private set; }

    private static Span<byte> Room => ((Span<byte>)s_record)[KeptReport.HeaderBytes..];
    private static Span<byte> SmallRoom => ((Span<byte>)s_small)[KeptReport.HeaderBytes..];

    /// <summary>
    /// Before any memory is taken: what the device tree sets aside for this may be free memory to the EFI map.
    /// </summary>
    public static void Find(DeviceTreeBlob tree, in KernelHandover handover)
    {
        s_area = ReportPlaces.InDeviceTree(tree);
        s_runId = handover.BootRecord.RunId;
    }

    public static void TakeFrom(ref FreeMemory free) => free.Reserve(s_area.RoundOut(KernelSpace.Granule.PageSize));

    public static void Add(scoped ReadOnlySpan<byte> line)
    {
        s_recorder.Add(Room, line);
        s_smallRecorder.Add(SmallRoom, line);
    }

    public static void Remark(scoped ReadOnlySpan<byte> text)
    {
        TextLine line = $"{"# "u8}{text}";
        Add(line.Text);
    }

    /// <summary>
    /// Where no console shows how the run fails: what there is of its report, left in memory without another call of
    /// the firmware.
    /// </summary>
    /// <returns>True where the next start can find it.</returns>
    public static bool TryAbandon()
    {
        // Once: a fault in here comes back to here.
        if (s_isAbandoned || !IsUnseen || CommandLine.Has(OptionNames.Report, OptionValues.None))
        {
            return false;
        }
        s_isAbandoned = true;
        return CopyToMemory(Seal(KeptReport.EndedToBeRead)) != 0;
    }

    /// <summary>
    /// A run that hangs in a call of the firmware, left in memory: the next start delivers it, and does not run into
    /// the same again.
    /// </summary>
    /// <returns>True where the next start can find it.</returns>
    public static bool TryKeepHung()
    {
        if (!CommandLine.ValueOf(OptionNames.Report).IsEmpty)
        {
            return false;
        }
        Close(ReportEnd.Failed);
        return CopyToMemory(Seal(KeptReport.EndedToBeRead)) != 0;
    }

    /// <summary>
    /// A run that ends before its verdict, kept as surely as one that passes, so that the file on the volume is never
    /// about an older one: in the variable, where the firmware can still be called.
    /// </summary>
    /// <returns>True where it survives the power.</returns>
    public static bool TryKeepFatal()
    {
        ref RuntimeGate gate = ref RuntimeContext.Current.Gate;
        if (s_isFatalKept || !gate.IsOpen || RuntimeCall.IsActive || !CommandLine.ValueOf(OptionNames.Report).IsEmpty)
        {
            return false;
        }
        // Once: a fault in here comes back to here.
        s_isFatalKept = true;
        Close(ReportEnd.Failed);
        EfiStatus status = SetVariable(ref gate, marks: 0);
        Log.Line($"report kept for the next boot: SetVariable returned {status}");
        return status == EfiStatus.Success;
    }

    /// <summary>There is more to say after the verdict.</summary>
    public static void Reopen()
    {
        s_recorder.Reopen();
        s_smallRecorder.Reopen();
    }

    private static void Close(scoped ReadOnlySpan<byte> verdict)
    {
        s_recorder.Close(Room, verdict);
        s_smallRecorder.Close(SmallRoom, verdict);
    }

    /// <returns>Bytes of the record.</returns>
    private static int Seal(uint marks) => KeptReport.Seal(s_record, s_recorder.Length, marks, s_runId);

    /// <summary>
    /// No console shows the run, no option says how it ends, and the next start brings what it leaves in memory.
    /// </summary>
    private static bool IsUnseen =>
        s_runId != 0 && !Log.HasConsole && !ScreenLog.IsOn && CommandLine.ValueOf(OptionNames.End).IsEmpty;

    public static void Keep(in FirmwareTables firmware, ref RuntimeGate gate, ReadOnlySpan<byte> verdict)
    {
        ReadOnlySpan<byte> wish = CommandLine.ValueOf(OptionNames.Report);
        if (wish.SequenceEqual(OptionValues.None))
        {
            return;
        }
        bool deletes = wish.SequenceEqual(OptionValues.Delete);
        uint marks = EndMarks(firmware, in gate);
        int copies = 0;
        if (!deletes)
        {
            Close(verdict);
        }
        EfiStatus status = EfiStatus.Unsupported;
        if (firmware.Supported.Claims(RuntimeService.SetVariable))
        {
            status = deletes ? SetVariable(ref gate, default(ReadOnlySpan<byte>)) : SetVariable(ref gate, marks);
        }
        if (status != EfiStatus.Success && !deletes)
        {
            MustReset = IsUnseen;
            copies = CopyToMemory(Seal(MustReset ? KeptReport.EndedToBeRead : 0));
            IsInMemory = copies != 0;
        }
        else if (!deletes && marks != 0)
        {
            // A second one, which the power takes away.
            CopyToMemory(Seal(marks));
        }
        Log.Line(
            $"{(deletes ? "report deleted: "u8 : "report kept for the next boot: "u8)}"
                + $"{"SetVariable returned "u8}{status}{", copies in memory: "u8}{copies}"
        );
    }

    private static uint EndMarks(in FirmwareTables firmware, in RuntimeGate gate) =>
        !PowerOff.IsByService(firmware, in gate) ? 0
        : CommandLine.Has(OptionNames.End, OptionValues.Reset) ? KeptReport.AskedForReset
        : KeptReport.AskedForOff;

    /// <summary>With less text where the store does not take all of it.</summary>
    private static EfiStatus SetVariable(ref RuntimeGate gate, uint marks)
    {
        EfiStatus status = SetVariable(ref gate, ((ReadOnlySpan<byte>)s_record)[..Seal(marks)]);
        return status != EfiStatus.Success && gate.IsOpen && s_recorder.Length > s_smallRecorder.Length
            ? SetVariable(
                ref gate,
                ((ReadOnlySpan<byte>)s_small)[..KeptReport.Seal(s_small, s_smallRecorder.Length, marks, s_runId)]
            )
            : status;
    }

    /// <param name="record">Nothing deletes the variable.</param>
    private static EfiStatus SetVariable(ref RuntimeGate gate, scoped ReadOnlySpan<byte> record)
    {
        ulong sizeBytes = (ulong)record.Length;
        record.CopyTo(ServiceBuffers.Take(4, sizeBytes));
        return gate.Call(
            RuntimeService.SetVariable,
            ServiceBuffers.PutName(0, KeptReport.VariableName),
            ServiceBuffers.Put(1, WellKnownGuids.KeelsonVariable),
            VariableAttributes,
            sizeBytes,
            sizeBytes == 0 ? 0 : ServiceBuffers.Pointer(4, sizeBytes)
        );
    }

    /// <param name="sizeBytes">Of the record.</param>
    private static int CopyToMemory(int sizeBytes)
    {
        // A record of a run without an identifier is never believed.
        if (s_runId == 0)
        {
            return 0;
        }
        if (
            !s_area.IsEmpty
            && DeviceWindow.TryMap(
                s_area.Start,
                s_area.SizeBytes,
                MemoryKind.NormalNonCacheable,
                out VirtualAddress area
            )
        )
        {
            // A dirty line that an alias left in a cache would be written back over the report.
            Caches.CleanAndInvalidateToPointOfCoherency(area, s_area.SizeBytes);
            Copy(area, sizeBytes);
            return 1;
        }
        int copies = 0;
        ref FreeMemory free = ref PhysicalMemory.Free;
        for (int i = 0; i < free.Count; i++)
        {
            PhysicalAddress place = default;
            for (; ReportPlaces.TryNext(free[i], ref place); copies++)
            {
                Copy(KernelLayout.Linear(place), sizeBytes);
            }
        }
        return copies;
    }

    // SAFETY: the caller mapped the place, or it is free memory, all of which is mapped and unused.
    private static unsafe void Copy(VirtualAddress place, int sizeBytes)
    {
        ((ReadOnlySpan<byte>)s_record)[..sizeBytes].CopyTo(new Span<byte>((void*)place.Value, sizeBytes));
        // A reset may lose what is only in a cache.
        Caches.CleanAndInvalidateToPointOfCoherency(place, (ulong)sizeBytes);
    }
}
