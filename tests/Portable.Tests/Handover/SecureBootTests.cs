using Keelson.DeviceTree;
using Keelson.Handover;
using Keelson.Uefi;
using Xunit;
using static Keelson.Handover.SecureBootState;

namespace Keelson.Portable.Tests;

/// <summary>
/// As Linux decides it (include/linux/efi.h, efi_get_secureboot_mode): off only where the firmware says so.
/// </summary>
public class SecureBootTests
{
    [Theory]
    [InlineData(EfiStatus.Success, 1, EfiStatus.Success, 0, Enabled)]
    [InlineData(EfiStatus.Success, 0, EfiStatus.Success, 0, Disabled)]
    [InlineData(EfiStatus.Success, 1, EfiStatus.Success, 1, SetupMode)]
    [InlineData(EfiStatus.Success, 0, EfiStatus.Success, 1, SetupMode)]
    // Reserved values say neither "off" nor "nobody's key".
    [InlineData(EfiStatus.Success, 2, EfiStatus.Success, 0, Enabled)]
    [InlineData(EfiStatus.Success, 1, EfiStatus.Success, 2, Enabled)]
    [InlineData(EfiStatus.NotFound, 0, EfiStatus.NotFound, 0, Disabled)]
    [InlineData(EfiStatus.NotFound, 1, EfiStatus.Success, 0, Disabled)]
    [InlineData(EfiStatus.NotFound, 0, EfiStatus.DeviceError, 0, Disabled)]
    [InlineData(EfiStatus.Success, 1, EfiStatus.NotFound, 0, Enabled)]
    [InlineData(EfiStatus.Success, 1, EfiStatus.NotFound, 1, Enabled)]
    [InlineData(EfiStatus.Success, 1, EfiStatus.DeviceError, 1, Enabled)]
    [InlineData(EfiStatus.Success, 0, EfiStatus.DeviceError, 0, Disabled)]
    [InlineData(EfiStatus.DeviceError, 0, EfiStatus.Success, 0, Unknown)]
    [InlineData(EfiStatus.DeviceError, 0, EfiStatus.NotFound, 0, Unknown)]
    [InlineData(EfiStatus.BufferTooSmall, 0, EfiStatus.Success, 1, Unknown)]
    [InlineData(EfiStatus.SecurityViolation, 1, EfiStatus.SecurityViolation, 0, Unknown)]
    public void SecureBoot_and_SetupMode_values_give_the_state(
        EfiStatus bootStatus,
        byte boot,
        EfiStatus setupStatus,
        byte setup,
        SecureBootState expected
    ) => Assert.Equal(expected, SecureBoot.Decide(bootStatus, boot, setupStatus, setup));

    [Theory]
    [InlineData(EfiStatus.Success, 1, KnownVariables.Volatile, OffInShim)]
    [InlineData(EfiStatus.Success, 0, KnownVariables.Volatile, Enabled)]
    [InlineData(EfiStatus.Success, 2, KnownVariables.Volatile, Enabled)]
    // Whoever writes a variable of a running system could have left it.
    [InlineData(EfiStatus.Success, 1, KnownVariables.Kept, Enabled)]
    [InlineData(EfiStatus.NotFound, 1, KnownVariables.Volatile, Enabled)]
    [InlineData(EfiStatus.BadBufferSize, 1, KnownVariables.Volatile, Enabled)]
    [InlineData(EfiStatus.SecurityViolation, 1, VariableAttributes.None, Enabled)]
    public void Shim_may_have_been_told_to_check_nothing(
        EfiStatus status,
        byte value,
        VariableAttributes attributes,
        SecureBootState expected
    ) => Assert.Equal(expected, SecureBoot.DecideByShim(status, value, attributes));

    /// <summary>Linux has no number for set-up mode and for shim's, and counts them as off.</summary>
    [Fact]
    public void A_kernel_is_told_what_it_has_a_number_for() =>
        Assert.Equal([0u, 1u, 2u, 3u, 2u, 2u], Enum.GetValues<SecureBootState>().Select(state => state.ForKernel()));

    /// <summary>Values of linux,uefi-secure-boot: 0 unset, 1 unknown, 2 disabled, 3 enabled.</summary>
    [Theory]
    [InlineData("", false)]
    [InlineData("linux,uefi-secure-boot = <0>;", false)]
    [InlineData("linux,uefi-secure-boot = <1>;", true)]
    [InlineData("linux,uefi-secure-boot = <2>;", false)]
    [InlineData("linux,uefi-secure-boot = <3>;", true)]
    public void A_kernel_is_told_whether_Secure_Boot_enforces(string property, bool expected)
    {
        byte[] blob = Dtc.Compile($$"""/dts-v1/; / { chosen { {{property}} }; };""");
        Assert.True(DeviceTreeBlob.TryCreate(blob, out DeviceTreeBlob tree, out _));
        Assert.Equal(expected, SecureBoot.IsEnforcedIn(tree));
    }
}
