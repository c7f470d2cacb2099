using Keelson.Tools.Fetch;
using Keelson.Tools.Linux;
using Keelson.Tools.Qemu;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>
/// Stock kernels and what is put around them, for tests; without a network these are skipped and say why.
/// </summary>
internal static class Stock
{
    public const string Kernel61 = "kernel-6.1-cloud",
        Kernel612 = "kernel-6.12-cloud",
        Kernel16K = "kernel-6.12-16k";

    /// <summary>A vendor of our own for variables that tests write from inside Linux.</summary>
    public const string VariableOptions = "keelson.guid=5c2a8f0e-6f5b-4c39-9a4e-b4a1f2c6d7e8";

    private static readonly Lock s_gate = new();

    public static StockKernel Require(string name)
    {
        try
        {
            return StockKernel.Require(name);
        }
        catch (FailureException failure)
        {
            Assert.Skip(failure.Message);
            throw;
        }
    }

    /// <summary>Anything of the catalogue.</summary>
    public static FetchedPackage Package(string name)
    {
        try
        {
            return FetchedPackages.Current.Require(name);
        }
        catch (FailureException failure)
        {
            Assert.Skip(failure.Message);
            throw;
        }
    }

    /// <summary>An initramfs for these kernels, as a file of this test's own.</summary>
    public static string Archive(string name, Func<GuestArchive> make)
    {
        try
        {
            // One at a time: two tests may ask for what is not fetched yet.
            lock (s_gate)
            {
                return make().WriteTo(FileFor(name));
            }
        }
        catch (FailureException failure)
        {
            Assert.Skip(failure.Message);
            throw;
        }
    }

    /// <summary>A TPM for one run.</summary>
    public static SoftwareTpm Tpm()
    {
        _ = Package("swtpm");
        return new();
    }

    /// <summary>The run of a kernel through a stub, with the steps that its guest is to take.</summary>
    public static QemuRunOptions Boot(
        string name,
        StockKernel kernel,
        string initrd,
        string steps,
        BootedBy stub = BootedBy.Keelson
    ) =>
        LinuxRun.Options(
            name,
            kernel.Image,
            initrd,
            $"{LinuxRun.BaseCommandLine} keelson.guest={steps} {VariableOptions}",
            stub
        );

    public static string FileFor(string name) => Path.Combine(Repository.Current.Artifacts, "linux", name);
}
