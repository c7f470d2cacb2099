using System.Text;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests;

public class KnownVariableTests
{
    /// <summary>Names that differ from their number's are spelled as the system reads them.</summary>
    private static readonly Dictionary<KnownVariable, string> s_otherwise = new()
    {
        [KnownVariable.LoaderTimeInit] = "LoaderTimeInitUSec",
        [KnownVariable.LoaderTimeMenu] = "LoaderTimeMenuUSec",
        [KnownVariable.LoaderTimeExecute] = "LoaderTimeExecUSec",
        [KnownVariable.LoaderDevicePartition] = "LoaderDevicePartUUID",
        [KnownVariable.StubDevicePartition] = "StubDevicePartUUID",
        [KnownVariable.StubPcrInitrdSystemExtensions] = "StubPcrInitRDSysExts",
        [KnownVariable.StubPcrInitrdConfigurationExtensions] = "StubPcrInitRDConfExts",
    };

    public static TheoryData<KnownVariable> All => [.. Enum.GetValues<KnownVariable>()];

    [Theory]
    [MemberData(nameof(All))]
    public void Each_has_its_name_and_its_vendor(KnownVariable variable)
    {
        string name = Encoding.ASCII.GetString(variable.Name());
        Assert.Equal(s_otherwise.GetValueOrDefault(variable, variable.ToString()), name);
        Assert.InRange(name.Length, 1, KnownVariables.MaximumLength);
        Assert.Equal(
            name.StartsWith("Loader", StringComparison.Ordinal) || name.StartsWith("Stub", StringComparison.Ordinal)
                    ? WellKnownGuids.LoaderVariable
                : name == "MemoryOverwriteRequestControl" ? WellKnownGuids.MemoryOnlyResetControl
                : name is "MokSBStateRT" or "ShimRetainProtocol" ? WellKnownGuids.ShimLock
                : WellKnownGuids.GlobalVariable,
            variable.Vendor()
        );
    }
}
