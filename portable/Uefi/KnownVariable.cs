using System;

namespace Keelson.Uefi;

/// <summary>
/// The variables that boot loaders, stubs and the system talk by: of whom they are, and how they are spelled. Those of
/// one vendor stand together.
/// </summary>
public enum KnownVariable
{
    // UEFI 2.10, 3.3.
    SecureBoot,
    SetupMode,
    OsIndications,
    OsIndicationsSupported,

    // TCG Platform Reset Attack Mitigation Specification 1.10, 4.1.
    MemoryOverwriteRequestControl,

    // shim, mok.c: a copy of MokSBState, 1 where the user has turned its checks off.
    MokSBStateRT,

    // shim, replacements.c: 1 where SHIM_LOCK is to stay for what we start.
    ShimRetainProtocol,

    // systemd, Boot Loader Interface, as systemd-stub and systemd-boot write them. What stubs ask for comes first: the
    // names are one list, which is gone through up to the one that is meant.
    StubInfo,
    StubFeatures,
    StubProfile,
    StubDevicePartition,
    StubImageIdentifier,
    LoaderDevicePartition,
    LoaderImageIdentifier,
    LoaderFirmwareInfo,
    LoaderFirmwareType,
    StubPcrKernelImage,
    StubPcrKernelParameters,
    StubPcrInitrdSystemExtensions,
    StubPcrInitrdConfigurationExtensions,
    LoaderInfo,
    LoaderFeatures,
    LoaderTimeInit,
    LoaderTimeMenu,
    LoaderTimeExecute,
    LoaderEntries,
    LoaderEntryDefault,
    LoaderEntryLastBooted,
    LoaderEntryOneShot,
    LoaderEntrySelected,
    LoaderConfigTimeout,
    LoaderConfigTimeoutOneShot,
    LoaderConfigConsoleMode,
    LoaderBootCountPath,
    LoaderSystemToken,
}

public static class KnownVariables
{
    /// <summary>Of a name, in characters.</summary>
    public const int MaximumLength = 30;

    /// <summary>Gone with the next reset.</summary>
    public const VariableAttributes Volatile = VariableAttributes.BootServiceAccess | VariableAttributes.RuntimeAccess;

    /// <summary>There until it is deleted.</summary>
    public const VariableAttributes Kept = Volatile | VariableAttributes.NonVolatile;

    /// <summary>In ASCII.</summary>
    public static ReadOnlySpan<byte> Name(this KnownVariable variable) =>
        variable switch
        {
            KnownVariable.SecureBoot => "SecureBoot"u8,
            KnownVariable.SetupMode => "SetupMode"u8,
            KnownVariable.OsIndications => "OsIndications"u8,
            KnownVariable.OsIndicationsSupported => "OsIndicationsSupported"u8,
            KnownVariable.MemoryOverwriteRequestControl => "MemoryOverwriteRequestControl"u8,
            KnownVariable.MokSBStateRT => "MokSBStateRT"u8,
            KnownVariable.ShimRetainProtocol => "ShimRetainProtocol"u8,
            KnownVariable.StubInfo => "StubInfo"u8,
            KnownVariable.StubFeatures => "StubFeatures"u8,
            KnownVariable.StubProfile => "StubProfile"u8,
            KnownVariable.StubDevicePartition => "StubDevicePartUUID"u8,
            KnownVariable.StubImageIdentifier => "StubImageIdentifier"u8,
            KnownVariable.LoaderDevicePartition => "LoaderDevicePartUUID"u8,
            KnownVariable.LoaderImageIdentifier => "LoaderImageIdentifier"u8,
            KnownVariable.LoaderFirmwareInfo => "LoaderFirmwareInfo"u8,
            KnownVariable.LoaderFirmwareType => "LoaderFirmwareType"u8,
            KnownVariable.StubPcrKernelImage => "StubPcrKernelImage"u8,
            KnownVariable.StubPcrKernelParameters => "StubPcrKernelParameters"u8,
            KnownVariable.StubPcrInitrdSystemExtensions => "StubPcrInitRDSysExts"u8,
            KnownVariable.StubPcrInitrdConfigurationExtensions => "StubPcrInitRDConfExts"u8,
            KnownVariable.LoaderInfo => "LoaderInfo"u8,
            KnownVariable.LoaderFeatures => "LoaderFeatures"u8,
            KnownVariable.LoaderTimeInit => "LoaderTimeInitUSec"u8,
            KnownVariable.LoaderTimeMenu => "LoaderTimeMenuUSec"u8,
            KnownVariable.LoaderTimeExecute => "LoaderTimeExecUSec"u8,
            KnownVariable.LoaderEntries => "LoaderEntries"u8,
            KnownVariable.LoaderEntryDefault => "LoaderEntryDefault"u8,
            KnownVariable.LoaderEntryLastBooted => "LoaderEntryLastBooted"u8,
            KnownVariable.LoaderEntryOneShot => "LoaderEntryOneShot"u8,
            KnownVariable.LoaderEntrySelected => "LoaderEntrySelected"u8,
            KnownVariable.LoaderConfigTimeout => "LoaderConfigTimeout"u8,
            KnownVariable.LoaderConfigTimeoutOneShot => "LoaderConfigTimeoutOneShot"u8,
            KnownVariable.LoaderConfigConsoleMode => "LoaderConfigConsoleMode"u8,
            KnownVariable.LoaderBootCountPath => "LoaderBootCountPath"u8,
            _ => "LoaderSystemToken"u8,
        };

    public static EfiGuid Vendor(this KnownVariable variable) =>
        variable < KnownVariable.MemoryOverwriteRequestControl ? WellKnownGuids.GlobalVariable
        : variable == KnownVariable.MemoryOverwriteRequestControl ? WellKnownGuids.MemoryOnlyResetControl
        : variable <= KnownVariable.ShimRetainProtocol ? WellKnownGuids.ShimLock
        : WellKnownGuids.LoaderVariable;
}
