using Keelson.Uefi;

namespace Keelson.RuntimeServices;

/// <summary>
/// Which services came back from a call after SetVirtualAddressMap: a report passes on what was seen, not on what was
/// not looked at.
/// </summary>
public struct ServiceEvidence
{
    private uint _called;

    /// <summary>
    /// A self-test has to call it. The others change the clock or the machine, belong to the boot, or are the end of
    /// the run.
    /// </summary>
    public static bool IsRequired(RuntimeService service) =>
        service
            is RuntimeService.GetTime
                or RuntimeService.GetWakeupTime
                or RuntimeService.GetVariable
                or RuntimeService.GetNextVariableName
                or RuntimeService.SetVariable
                or RuntimeService.GetNextHighMonotonicCount
                or RuntimeService.QueryCapsuleCapabilities
                or RuntimeService.QueryVariableInfo;

    public void Add(RuntimeService service) => _called |= 1u << (int)service;

    public readonly bool Has(RuntimeService service) => (_called & 1u << (int)service) != 0;

    /// <summary>The service is claimed, has to be called, and was not.</summary>
    public readonly bool Lacks(RuntimeService service, RuntimeServicesSupported supported) =>
        IsRequired(service) && supported.Claims(service) && !Has(service);
}
