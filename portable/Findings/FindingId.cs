namespace Keelson.Findings;

/// <summary>
/// What can be wrong with a firmware, by the number of its identifier: 17 is <c>KF-017</c>. A number once given keeps
/// its meaning, as reports and bug trackers hold it; new findings take the next free one.
/// </summary>
public enum FindingId : ushort
{
    None = 0,

    // The memory map.
    RegionsOverlap = 1,
    RegionDuplicated = 2,
    RegionNested = 3,
    RegionEmpty = 4,
    RegionWraps = 5,
    RegionBeyondPhysicalRange = 6,
    RegionOffPage = 7,
    RuntimeRegionOff64K = 8,
    RuntimeRegionsShareFrame = 9,
    RamNotWriteBack = 10,
    RuntimeAttributeMissing = 11,
    RuntimeMemoryIsFree = 12,
    RuntimeAttributeOnFreeType = 13,
    NoRuntimeRegion = 14,

    // The system table and what it leads to.
    SystemTableCrc = 15,
    RuntimeTableCrc = 16,
    ServiceFaulted = 17,
    ServiceMissingUnannounced = 18,
    ServiceAdvertisedButMissing = 19,
    ServicePresentButNotAdvertised = 20,
    RtPropertiesMalformed = 21,

    // EFI_MEMORY_ATTRIBUTES_TABLE.
    AttributesTableMalformed = 22,
    AttributesEntryOutsideMap = 23,
    AttributesEntryType = 24,
    AttributesEntryRange = 25,
    AttributesEntryOrder = 26,
    AttributesEntriesOverlap = 27,
    AttributesEntrySpansRegions = 28,
    AttributesEntryPermissions = 29,
    AttributesEntryNotRuntime = 30,
    AttributesIncomplete = 31,

    // Services, as they answer.
    TimeInvalid = 32,
    ClockStopped = 33,
    RegistersClobbered = 34,
    VirtualAddressMapFailed = 35,
    ServiceNotCalled = 36,
    ForeignMemoryWritten = 37,
    ServiceSlow = 38,
    ServicesLost = 39,
    AnswerNotAllowed = 40,
    VariableContents = 41,
    VariableStoreRefuses = 42,
    VariableNamesEndless = 43,

    // What the user asked of Keelson, not the firmware's fault.
    OptionNotUnderstood = 44,

    // The system table and what it leads to, again.
    PointerOutsideMap = 45,
    NothingConverted = 46,
    ResetReturned = 47,

    // Services, as they answer, again.
    CallNeverReturned = 48,
    BufferOverrun = 49,
    SystemErrorPending = 50,
    AnswersDiffer = 51,
    EarlyDereference = 52,
    PermissionsNotKept = 53,
    MemoryMissing = 54,
    TablesChanged = 55,
    ResetDidOtherwise = 56,
    TableNotAsListed = 57,
    MapVersionUnknown = 58,
    RuntimeDeviceEnabled = 59,
    BootTimeCrc = 60,
    BootTimeProtections = 61,
    CounterRateMissing = 62,
    TimeNotKept = 63,
    ClockAstray = 64,
    ArgumentChanged = 65,

    // The memory map, again.
    RegionTypeUndefined = 66,
    RegionUnaccepted = 67,

    // What the stub ends at: there is no kernel to tell of it.
    MemoryMapUnusable = 68,
    ExitRefused = 69,
    DeviceTreeUnusable = 70,

    // SetVirtualAddressMap, again.
    PointerLeft = 71,
    ServicePointerLost = 72,

    // Hardware, as the firmware tells of it.
    HardwareFailed = 73,
    AttributesVersionUnknown = 74,
    DescriptionRefused = 75,
    CounterRateInTree = 76,
    DeviceMissing = 77,
    TableHeaderWrong = 78,
    VariableLost = 79,
    ReservedMemoryUsable = 80,
    RegionOutsideWindow = 81,
    VariableStoreFull = 82,
    StackExceeded = 83,
    ConsoleOutputMissing = 84,
    CounterDiffers = 85,
}
