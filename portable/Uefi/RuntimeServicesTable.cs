using System.Runtime.InteropServices;

namespace Keelson.Uefi;

/// <summary>
/// <c>EFI_RUNTIME_SERVICES</c> (UEFI 2.10, 4.5): addresses of functions, virtual after SetVirtualAddressMap.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct RuntimeServicesTable
{
    public const int SizeBytes = 136;

    /// <summary>"RUNTSERV".</summary>
    public const ulong Signature = 0x5652_4553_544e_5552;

    public TableHeader Header;
    public ulong GetTime;
    public ulong SetTime;
    public ulong GetWakeupTime;
    public ulong SetWakeupTime;
    public ulong SetVirtualAddressMap;
    public ulong ConvertPointer;
    public ulong GetVariable;
    public ulong GetNextVariableName;
    public ulong SetVariable;
    public ulong GetNextHighMonotonicCount;
    public ulong ResetSystem;
    public ulong UpdateCapsule;
    public ulong QueryCapsuleCapabilities;
    public ulong QueryVariableInfo;
}

/// <summary>One runtime service, by its place in <see cref="RuntimeServicesTable"/> after the header.</summary>
public enum RuntimeService
{
    GetTime = 0,
    SetTime,
    GetWakeupTime,
    SetWakeupTime,
    SetVirtualAddressMap,
    ConvertPointer,
    GetVariable,
    GetNextVariableName,
    SetVariable,
    GetNextHighMonotonicCount,
    ResetSystem,
    UpdateCapsule,
    QueryCapsuleCapabilities,
    QueryVariableInfo,
}
