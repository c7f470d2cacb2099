using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>Time services (UEFI 2.10, 8.3).</summary>
internal static class TimeTests
{
    public static void Run(ref TestBench bench, ref RuntimeClient client)
    {
        RuntimeServicesSupported supported = bench.Firmware.Supported;
        EfiStatus status = client.GetTime(out EfiTime time);
        if (status == EfiStatus.Unsupported && !supported.Claims(RuntimeService.GetTime))
        {
            bench.Report.Skip($"GetTime", "not claimed, and EFI_UNSUPPORTED as it should be"u8);
            bench.Report.Skip($"GetTime without a buffer", "not claimed"u8);
        }
        else
        {
            bench.Report.Check(
                status == EfiStatus.Success && time.IsInRange,
                $"GetTime gives {status}: {(uint)time.Year}-{(uint)time.Month}-{(uint)time.Day} "
                    + $"{(uint)time.Hour}:{(uint)time.Minute}:{(uint)time.Second}, every field in range"
            );
            status = client.Call(RuntimeService.GetTime);
            bench.Report.Check(status == EfiStatus.InvalidParameter, $"GetTime without a buffer gives {status}");
        }
        // Rarely implemented on arm64: what counts is that the answer is one that the specification has.
        status = client.GetWakeupTime(out time);
        bench.Report.Check(
            status is EfiStatus.Success && time.IsInRange || status is EfiStatus.Unsupported or EfiStatus.DeviceError,
            $"GetWakeupTime gives {status}, one of its own answers"
        );
        Claims.Compare(ref bench, RuntimeService.GetWakeupTime, "GetWakeupTime", status);
    }
}

/// <summary>What a service answers against what EFI_RT_PROPERTIES_TABLE says of it (UEFI 2.10, 4.6.2).</summary>
internal static class Claims
{
    public static void Compare(ref TestBench bench, RuntimeService service, string name, EfiStatus status)
    {
        bool claimed = bench.Firmware.Supported.Claims(service);
        bool answered = status != EfiStatus.Unsupported;
        if (claimed == answered)
            bench.Report.Check(true, $"{name} is {(claimed ? "claimed and there" : "neither claimed nor there")}");
        else if (!bench.Firmware.TryFindTable(WellKnownGuids.RtPropertiesTable, out _))
        {
            // Firmware that never heard of the table is not contradicted by it: worth a word, no failure.
            bench.Report.Note(
                $"finding: {name} gives {status}, and no EFI_RT_PROPERTIES_TABLE says that it is missing"
            );
            bench.Report.Skip($"{name} as claimed", "there is no EFI_RT_PROPERTIES_TABLE"u8);
        }
        else
            bench.Report.Check(false, $"{name} gives {status}, but EFI_RT_PROPERTIES_TABLE says otherwise");
    }
}
