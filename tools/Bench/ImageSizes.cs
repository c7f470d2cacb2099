namespace Keelson.Tools.Bench;

/// <summary>Files whose size budgets speak of.</summary>
internal static class ImageSizes
{
    public const string Stub = "stub.efi, no payload";

    public static string Systemd(string version) => $"systemd-stub {version}, no payload";

    /// <summary>Sizes on disk, ours and theirs.</summary>
    public static IReadOnlyList<ImageSize> Measure(BenchInputs inputs) =>
        [
            new(Stub, new FileInfo(inputs.Stub).Length),
            new("stub-full.efi, no payload", new FileInfo(inputs.FullStub).Length),
            new("boot.efi, with boot entries, no payload", new FileInfo(inputs.BootLoader).Length),
            new("BOOTAA64.EFI, with the kernel-shim for three page sizes", new FileInfo(inputs.Product).Length),
            new("kernel-shim Image", new FileInfo(inputs.KernelShim).Length),
            new(Systemd("252"), new FileInfo(inputs.SystemdStub("252")).Length),
            new(Systemd("257"), new FileInfo(inputs.SystemdStub("257")).Length),
        ];
}
