using System;
using System.Runtime.CompilerServices;
using Keelson.Arch.Arm64;
using Keelson.Audits;
using Keelson.Findings;
using Keelson.Handover;
using Keelson.Kernel;
using Keelson.Reports;
using Keelson.RuntimeServices;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>What the tests check, and the report.</summary>
internal ref struct TestBench
{
    [InlineArray(RuntimeGate.ServiceCount)]
    private struct ByService
    {
        private WrongAnswer _first;
    }

    private static ByService s_first;

    public EntryState Entry;
    public DeviceTreeWindow Tree;
    public KernelHandover Handover;
    public MemoryMapView Map;
    public FirmwareTables Firmware;
    public KtapReport<LogSink> Report;
    public ServiceAccess Access;
    public RuntimeClient Client;

    /// <summary>
    /// What keeps services from being called: everything that needs them is left out, with its number.
    /// </summary>
    public FindingId Blocker;

    /// <summary>There is an EFI_MEMORY_ATTRIBUTES_TABLE that keeps the rules.</summary>
    public bool HasSoundAttributes;

    /// <summary>No variable can be made.</summary>
    public bool IsStoreClosed;

    /// <summary>The generations before have written enough of it (<see cref="StoreWear"/>).</summary>
    public bool IsStoreSpared;

    /// <summary>Why results about services are left out; empty where they are not.</summary>
    public ReadOnlySpan<byte> Absence;

    /// <summary>What is no error fails no result.</summary>
    public static ReadOnlySpan<byte> Warned => "a warning: see the findings"u8;

    public static ReadOnlySpan<byte> StoreSpared => "the generations before filled the store"u8;

    /// <summary>
    /// A result about a service. The first fault is told once, where it happened; what needs a service after it is left
    /// out, and nothing is held against another one.
    /// </summary>
    public void Check(RuntimeService service, bool holds, scoped ReadOnlySpan<byte> name, ref TextLine seen) =>
        Check(service, FindingId.AnswerNotAllowed, holds, name, ref seen);

    /// <param name="id">What it is if it does not hold.</param>
    public void Check(
        RuntimeService service,
        FindingId id,
        bool holds,
        scoped ReadOnlySpan<byte> name,
        ref TextLine seen
    )
    {
        if (!Absence.IsEmpty)
        {
            Report.Skip(name, Absence);
            return;
        }
        if (IsBlocked)
        {
            SkipBlocked(name);
            return;
        }
        if (!RuntimeClient.Gate.IsOpen)
        {
            TellFault();
            if (RuntimeClient.Gate.Fault.Service == service)
            {
                Report.Check(false, name, ref seen);
            }
            else
            {
                SkipBlocked(name);
            }
            return;
        }
        // Whoever asked with other bytes than it meant is answered as it asked: told with the sum of all calls.
        if (!holds && (Client.Changed & RelatedServices.Of(service)) != 0)
        {
            SkipAfter(FindingId.ArgumentChanged, name);
            return;
        }
        if (!holds)
        {
            TextLine text = $"{name}: {seen.Text}";
            if (!Tell(service, id, ref text))
            {
                SkipAfter(FirstOf(service), name);
                return;
            }
            if (id.Facts().Severity != FindingSeverity.Error)
            {
                Report.Skip(name, Warned);
                return;
            }
        }
        Report.Check(holds, name, ref seen);
    }

    /// <summary>A wrong answer.</summary>
    /// <returns>False where the one before it explains it.</returns>
    public bool Tell(RuntimeService service, FindingId id, ref TextLine seen)
    {
        if (IsExplained(service))
        {
            return false;
        }
        EfiStatus status = RuntimeClient.LastOf(service);
        if (!Firmware.Supported.Claims(service))
        {
            // Kernels do not call it: that it answers at all is what is told.
            s_first[(int)service] = new WrongAnswer(FindingId.ServicePresentButNotAdvertised, status);
            return false;
        }
        if (id == FindingId.AnswerNotAllowed)
        {
            id =
                status == EfiStatus.DeviceError ? FindingId.HardwareFailed
                : Claims.Judge(in this, service, status) is FindingId.ServiceAdvertisedButMissing
                    ? FindingId.ServiceAdvertisedButMissing
                : id;
        }
        if (FirstOf(service) == FindingId.None)
        {
            s_first[(int)service] = new WrongAnswer(id, status);
        }
        Report.Finding(id, service.Text(), ref seen);
        return true;
    }

    /// <summary>The last answer of a service is that of the first one that was wrong.</summary>
    public static bool IsExplained(RuntimeService service) =>
        s_first[(int)service].Explains(RuntimeClient.LastOf(service));

    /// <summary>As what the first wrong answer of a service was told.</summary>
    public static FindingId FirstOf(RuntimeService service) => s_first[(int)service].Id;

    /// <summary>A result of ours that needs the services.</summary>
    public void CheckOwn(bool holds, scoped ReadOnlySpan<byte> name, ref TextLine seen)
    {
        if (!IsBlocked && !RuntimeClient.Gate.IsOpen)
        {
            TellFault();
        }
        if (IsBlocked)
        {
            SkipBlocked(name);
        }
        else
        {
            Report.Check(holds, name, ref seen);
        }
    }

    public readonly bool IsBlocked => Access != ServiceAccess.Open || Blocker != FindingId.None;

    public void SkipBlocked(scoped ReadOnlySpan<byte> name)
    {
        if (Blocker == FindingId.None)
        {
            Report.Skip(name, "efi=noruntime"u8);
            return;
        }
        SkipAfter(Blocker, name);
    }

    public void SkipAfter(FindingId first, scoped ReadOnlySpan<byte> name)
    {
        TextLine reason = Before(first);
        Report.Skip(name, reason.Text);
    }

    public static TextLine Before(FindingId first) => $"KF-{first.Number():000} comes first";

    /// <summary>A result that cannot be had, by the first finding where that is why.</summary>
    public void SkipWith(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> reason)
    {
        if (!IsBlocked && !RuntimeClient.Gate.IsOpen)
        {
            TellFault();
        }
        if (IsBlocked)
        {
            SkipBlocked(name);
        }
        else
        {
            Report.Skip(name, reason);
        }
    }

    /// <summary>Runs an audit whose findings go to the report.</summary>
    public ReportedRegions<LogSink> Regions => new(Report);

    /// <summary>
    /// The frozen account of the first fault, and from here on the reason why nothing else is called.
    /// </summary>
    private void TellFault()
    {
        ref RuntimeGate gate = ref RuntimeClient.Gate;
        Client.LookAround();
        if (Client.Spoiler != 0)
        {
            // Whoever is called through what another one spoiled is not to blame.
            Blocker = FindingId.TablesChanged;
            return;
        }
        Blocker = gate.Fault.Finding;
        FaultText text = new(Map, gate.Fault);
        TextLine seen = text.ToLine();
        Report.Finding(Blocker, gate.Fault.Service.Text(), ref seen);
    }

    public void TellSpoiler()
    {
        if (Client.Spoiler != 0)
        {
            TextLine seen = $"by {(Client.Spoiler - 1).Text()}";
            if (Blocker == FindingId.TablesChanged)
            {
                seen.AppendFormatted(": "u8);
                FaultText fault = new(Map, RuntimeClient.Gate.Fault);
                TextLine what = fault.ToLine();
                seen.Append(in what);
            }
            Report.Finding(
                FindingId.TablesChanged,
                ServiceTables.IsOfSystem ? "EFI_SYSTEM_TABLE"u8 : "EFI_RUNTIME_SERVICES"u8,
                ref seen
            );
        }
    }
}
