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

public static class RuntimeServiceText
{
    /// <summary>The specification's name.</summary>
    public static System.ReadOnlySpan<byte> Text(this RuntimeService service) =>
        service switch
        {
            RuntimeService.GetTime => "GetTime"u8,
            RuntimeService.SetTime => "SetTime"u8,
            RuntimeService.GetWakeupTime => "GetWakeupTime"u8,
            RuntimeService.SetWakeupTime => "SetWakeupTime"u8,
            RuntimeService.SetVirtualAddressMap => "SetVirtualAddressMap"u8,
            RuntimeService.ConvertPointer => "ConvertPointer"u8,
            RuntimeService.GetVariable => "GetVariable"u8,
            RuntimeService.GetNextVariableName => "GetNextVariableName"u8,
            RuntimeService.SetVariable => "SetVariable"u8,
            RuntimeService.GetNextHighMonotonicCount => "GetNextHighMonotonicCount"u8,
            RuntimeService.ResetSystem => "ResetSystem"u8,
            RuntimeService.UpdateCapsule => "UpdateCapsule"u8,
            RuntimeService.QueryCapsuleCapabilities => "QueryCapsuleCapabilities"u8,
            _ => "QueryVariableInfo"u8,
        };
}
