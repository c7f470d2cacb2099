using System.Runtime.InteropServices;
using Keelson.Arch.Arm64;
using Keelson.Uefi;

namespace Keelson.Guests.HostileDriver;

/// <summary>How much the store holds, and the count in it.</summary>
internal static partial class Answers
{
    // SAFETY: the caller's pointers, as the specification has it vouch for.
    [UnmanagedCallersOnly]
    private static unsafe ulong QueryVariableInfo(uint attributes, ulong* maximum, ulong* remaining, ulong* largest)
    {
        bool isTurn = IsTurn(RuntimeService.QueryVariableInfo, Fault.AbortQuery);
        FaultIf(attributes == 6, Fault.AbortVolatile);
        EfiStatus status = FirmwareCall.Invoke(
            Original(RuntimeService.QueryVariableInfo),
            attributes,
            maximum,
            remaining,
            largest
        );
        if (isTurn && status == EfiStatus.Success)
        {
            switch (s_fault)
            {
                case Fault.QueryMore:
                    *remaining = *maximum + 1;
                    break;
                case Fault.QueryLittle:
                    // Of a store like any other, that earlier runs filled.
                    *remaining = *maximum / 5;
                    break;
                case Fault.QueryLargest:
                    *largest = *maximum + 1;
                    break;
                case Fault.QueryNothing:
                    *maximum = *remaining = *largest = 0;
                    break;
                case Fault.StoreFull:
                    *remaining = 100;
                    break;
                case Fault.QueryElsewhere when IsElsewhere:
                    *remaining = 0;
                    break;
                case Fault.QueryTable when s_services != 0:
                    // A write of its own that went astray.
                    ((ulong*)(s_services + TableHeader.SizeBytes))[(int)RuntimeService.SetTime] ^= 0x10_0000;
                    s_services = 0;
                    break;
                case Fault.QuerySystemTable when s_services != 0:
                    ((SystemTable*)s_systemTable)->RuntimeServices ^= 0x1000_0000_0000;
                    s_services = 0;
                    break;
                case Fault.QueryNoLargest:
                    *largest = 0;
                    break;
            }
        }
        return (ulong)status;
    }

    // SAFETY: the caller's pointers, as the specification has it vouch for.
    [UnmanagedCallersOnly]
    private static unsafe ulong GetNextHighMonotonicCount(uint* high)
    {
        bool isTurn = IsTurn(RuntimeService.GetNextHighMonotonicCount, Fault.AbortCount);
        EfiStatus status = FirmwareCall.Invoke(Original(RuntimeService.GetNextHighMonotonicCount), high);
        if (isTurn && s_fault == Fault.CountAgain && s_calls[(int)RuntimeService.GetNextHighMonotonicCount] == 2)
        {
            return (ulong)EfiStatus.DeviceError;
        }
        if (isTurn && status == EfiStatus.Success)
        {
            switch (s_fault)
            {
                case Fault.CountBack:
                    *high = 1000 - s_state++;
                    break;
                case Fault.CountStays:
                    *high = 5;
                    break;
                case Fault.CountWide:
                    *(ulong*)high = *high;
                    break;
                case Fault.CountJumps:
                    *high = 5 + 10 * s_state++;
                    break;
            }
        }
        return (ulong)status;
    }
}
