using System;

namespace Keelson.RuntimeServices;

/// <summary>Whether runtime services can be called in this run, and whose doing it is.</summary>
public enum ServiceAccess
{
    Open,

    /// <summary>
    /// The user said <c>efi=noruntime</c>: nothing is called, and nothing is held against the firmware.
    /// </summary>
    Declined,

    /// <summary>They should be there and are not: the firmware's failure.</summary>
    Lost,
}

public static class ServiceAccessRule
{
    /// <param name="canCall">Regions mapped, system table found.</param>
    /// <param name="userDeclines">The command line as the user wrote it says so.</param>
    /// <param name="relocationFailed">SetVirtualAddressMap was due and failed: then the stub itself wrote
    /// <c>efi=noruntime</c>, and the user did not choose it.</param>
    public static ServiceAccess Of(ServiceMapping canCall, bool userDeclines, bool relocationFailed)
    {
        if (relocationFailed)
        {
            return ServiceAccess.Lost;
        }

        return userDeclines ? ServiceAccess.Declined
            : canCall == ServiceMapping.Ready ? ServiceAccess.Open
            : ServiceAccess.Lost;
    }
}

/// <summary>Whether the address space of the runtime services could be built.</summary>
public enum ServiceMapping
{
    Ready,
    Failed,
}
