using Keelson.Uefi;

namespace Keelson.RuntimeServices;

/// <summary>
/// Services that answer out of the same state: what one of them did wrong may show in another. edk2 keeps the count,
/// and the time zone, in variables, which a SetVariable that writes elsewhere may have spoiled.
/// </summary>
public static class RelatedServices
{
    private const uint Clock = 1u << (int)RuntimeService.GetTime | 1u << (int)RuntimeService.SetTime;
    private const uint Alarm = 1u << (int)RuntimeService.GetWakeupTime | 1u << (int)RuntimeService.SetWakeupTime;
    private const uint Capsules =
        1u << (int)RuntimeService.UpdateCapsule | 1u << (int)RuntimeService.QueryCapsuleCapabilities;
    private const uint Variables =
        1u << (int)RuntimeService.GetVariable
        | 1u << (int)RuntimeService.GetNextVariableName
        | 1u << (int)RuntimeService.SetVariable
        | 1u << (int)RuntimeService.QueryVariableInfo;

    private const uint Stored = 1u << (int)RuntimeService.SetVariable;
    private const uint Count = 1u << (int)RuntimeService.GetNextHighMonotonicCount;

    /// <param name="service">That answers.</param>
    /// <returns>A bit for each that may have caused the answer, its own among them.</returns>
    public static uint Of(RuntimeService service)
    {
        uint own = 1u << (int)service;
        return (own & Variables) != 0 ? Variables
            : (own & Clock) != 0 ? Clock | Stored
            : (own & Alarm) != 0 ? Alarm
            : (own & Capsules) != 0 ? Capsules
            : own == Count ? Count | Stored
            : own;
    }
}
