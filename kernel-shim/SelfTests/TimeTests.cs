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
            bench.Report.Skip($"GetTime", "not advertised in EFI_RT_PROPERTIES_TABLE, and EFI_UNSUPPORTED"u8);
            bench.Report.Skip($"GetTime with a NULL buffer", "not advertised in EFI_RT_PROPERTIES_TABLE"u8);
        }
        else
        {
            bench.Report.Check(
                status == EfiStatus.Success && time.IsInRange,
                $"GetTime returns {status}: {time.Year:0000}-{time.Month:00}-{time.Day:00} "
                    + $"{time.Hour:00}:{time.Minute:00}:{time.Second:00}, all fields in range"
            );
            status = client.Call(RuntimeService.GetTime);
            bench.Report.Check(status == EfiStatus.InvalidParameter, $"GetTime with a NULL buffer returns {status}");
        }
        // Rarely implemented on arm64: what counts is that the status is one that the specification lists.
        status = client.GetWakeupTime(out time);
        bench.Report.Check(
            status is EfiStatus.Success && time.IsInRange || status is EfiStatus.Unsupported or EfiStatus.DeviceError,
            $"GetWakeupTime returns {status}, a status that UEFI defines for it"
        );
        Claims.Compare(ref bench, RuntimeService.GetWakeupTime, "GetWakeupTime", status);
    }
}

/// <summary>What a service returns against what EFI_RT_PROPERTIES_TABLE says of it (UEFI 2.10, 4.6.2).</summary>
internal static class Claims
{
    public static void Compare(ref TestBench bench, RuntimeService service, string name, EfiStatus status)
    {
        bool claimed = bench.Firmware.Supported.Claims(service);
        bool answered = status != EfiStatus.Unsupported;
        if (claimed == answered)
        {
            bench.Report.Check(
                true,
                $"{name} is {(claimed ? "advertised and supported" : "neither advertised nor supported")}"
            );
        }
        else if (!bench.Firmware.TryFindTable(WellKnownGuids.RtPropertiesTable, out _))
        {
            // Firmware older than the table cannot be held to it: a finding, no failure.
            bench.Report.Note($"finding: {name} returns {status}, and there is no EFI_RT_PROPERTIES_TABLE to say so");
            bench.Report.Skip($"{name} as advertised", "no EFI_RT_PROPERTIES_TABLE"u8);
        }
        else
        {
            bench.Report.Check(false, $"{name} returns {status}, which EFI_RT_PROPERTIES_TABLE contradicts");
        }
    }
}
