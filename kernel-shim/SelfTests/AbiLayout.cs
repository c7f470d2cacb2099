using Keelson.Arch.Arm64;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.KernelShim.SelfTests;

/// <summary>
/// ilc lays structures out by its own decision: what firmware or assembly shares is asserted here, in the code that
/// runs.
/// </summary>
internal static class AbiLayout
{
    public static bool IsAsSpecified => AreSizesRight && AreOffsetsRight;

    // SAFETY: sizes only, no address.
    private static unsafe bool AreSizesRight =>
        sizeof(MemoryDescriptor) == MemoryDescriptor.MinimumSizeBytes
        && sizeof(TableHeader) == TableHeader.SizeBytes
        && sizeof(SystemTable) == SystemTable.SizeBytes
        && sizeof(ConfigurationTable) == ConfigurationTable.SizeBytes
        && sizeof(RuntimeServicesTable) == RuntimeServicesTable.SizeBytes
        && sizeof(BootServicesTable) == BootServicesTable.SizeBytes
        && sizeof(LoadedImageProtocol) == LoadedImageProtocol.SizeBytes
        && sizeof(EfiTime) == EfiTime.SizeBytes
        && sizeof(EfiGuid) == EfiGuid.SizeBytes
        && sizeof(RtPropertiesTable) == RtPropertiesTable.SizeBytes
        && sizeof(Kexec.GenerationRecord) == Kexec.GenerationRecord.SizeBytes
        && sizeof(RuntimeCallFrame) == RuntimeCallFrame.SizeBytes
        && sizeof(ExceptionFrame) == ExceptionFrame.SizeBytes;

    private static unsafe bool AreOffsetsRight
    {
        get
        {
            // SAFETY: addresses of fields of locals, compared and not followed.
            MemoryDescriptor descriptor;
            SystemTable system;
            RuntimeServicesTable runtime;
            RuntimeCallFrame call;
            ExceptionFrame exception;
            return Offset(&descriptor, &descriptor.Attributes) == 32
                && Offset(&descriptor, &descriptor.PhysicalStart) == 8
                && Offset(&system, &system.RuntimeServices) == SystemTable.RuntimeServicesOffset
                && Offset(&system, &system.ConfigurationTable) == 112
                && Offset(&runtime, &runtime.QueryVariableInfo)
                    == TableHeader.SizeBytes + 8 * (int)RuntimeService.QueryVariableInfo
                && Offset(&call, &call.Status) == 64
                && Offset(&call, &call.Clobbered) == 72
                && Offset(&call, &call.RuntimeTableBase) == 80
                && Offset(&call, &call.StackTop) == 96
                && Offset(&exception, &exception.ReturnAddress) == 256
                && Offset(&exception, &exception.Vector) == 288;
        }
    }

    // SAFETY: subtracted and not followed.
    private static unsafe long Offset(void* start, void* field) => (byte*)field - (byte*)start;
}
