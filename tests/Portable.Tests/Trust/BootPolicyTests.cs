using Keelson.Handover;
using Keelson.Trust;
using Xunit;
using static Keelson.Trust.MaterialSource;
using static Keelson.Trust.PolicyVerdict;

namespace Keelson.Portable.Tests;

/// <summary>The whole table, row by row; docs/security.md prints the same (Tools.Tests).</summary>
public class BootPolicyTests
{
    private static readonly SecureBootState[] s_open =
    [
        SecureBootState.Disabled,
        SecureBootState.SetupMode,
        SecureBootState.OffInShim,
    ];

    [Theory]
    [InlineData(CarriedSection, Used, Used)]
    [InlineData(KernelFile, Used, Verified)]
    [InlineData(KernelInsteadOfCarried, Used, Ignored)]
    [InlineData(EntryProgram, Used, Verified)]
    [InlineData(InitrdFileBesideCarried, Used, Refused)]
    [InlineData(InitrdFileOfCarriedLine, Used, Ignored)]
    [InlineData(OfferedInitrdBesideCarried, Used, Refused)]
    [InlineData(InitrdOfKernelFile, Used, Used)]
    [InlineData(OptionsOverCarriedLine, Used, Ignored)]
    [InlineData(MaterialSource.EditedOptions, Used, Refused)]
    [InlineData(MaterialSource.RandomSeedFile, Used, Ignored)]
    [InlineData(MaterialSource.ChangingOptions, Used, Ignored)]
    [InlineData(OtherOptions, Used, Used)]
    [InlineData(DeviceTreeFile, Used, Ignored)]
    [InlineData(AddOn, Used, Verified)]
    [InlineData(Sidecar, Used, Used)]
    [InlineData(KexecOfCarried, Used, Used)]
    [InlineData(KexecOfOther, Used, Refused)]
    [InlineData(ReportInVariable, Used, Used)]
    [InlineData(ReportInMemory, Used, Ignored)]
    public void Every_source_in_every_state(MaterialSource source, PolicyVerdict open, PolicyVerdict enforcing)
    {
        foreach (SecureBootState state in Enum.GetValues<SecureBootState>())
        {
            Assert.Equal(s_open.Contains(state) ? open : enforcing, BootPolicy.Decide(source, state));
        }
    }

    [Fact]
    public void Unreadable_or_unknown_Secure_Boot_state_counts_as_enforcing()
    {
        Assert.True(BootPolicy.Enforces(SecureBootState.Enabled));
        Assert.True(BootPolicy.Enforces(SecureBootState.Unknown));
        Assert.True(BootPolicy.Enforces(SecureBootState.Unset));
        Assert.True(BootPolicy.Enforces((SecureBootState)99));
        Assert.Equal(Refused, BootPolicy.Decide((MaterialSource)99, SecureBootState.Enabled));
    }
}
