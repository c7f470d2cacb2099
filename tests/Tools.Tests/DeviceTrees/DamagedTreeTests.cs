using Keelson.DeviceTree;
using Keelson.Tools.Fuzzing;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>
/// Damaged trees: what we take, libfdt takes and reads the same; what only it takes breaks a rule of ours.
/// </summary>
public class DamagedTreeTests
{
    private const int Inputs = 20_000;

    /// <summary>What the specification says and fdt_check_full does not ask.</summary>
    private static readonly DeviceTreeError[] s_stricter =
    [
        DeviceTreeError.BadNodeName,
        DeviceTreeError.BadPropertyName,
        DeviceTreeError.BlockOverlap,
        DeviceTreeError.MissingRoot,
        DeviceTreeError.PropertyAfterSubnode,
        DeviceTreeError.ReservationsMisaligned,
        DeviceTreeError.TrailingStructure,
        DeviceTreeError.UnterminatedReservations,
    ];

    [Fact]
    public void What_only_libfdt_takes_breaks_a_rule_that_it_does_not_ask_for()
    {
        Libfdt.Require();
        Mutator mutator = new(7);
        byte[][] sound =
        [
            DeviceTreeTarget.Empty(),
            .. FuzzRun.CorpusOf("device-tree").Where(tree => tree.Length < 4096),
        ];
        int both = 0;
        for (int i = 0; i < Inputs; i++)
        {
            byte[] input = mutator.Damage(sound[mutator.Below(sound.Length)], sound[mutator.Below(sound.Length)]);
            bool isOurs = DeviceTreeBlob.TryCreate(input, out _, out DeviceTreeError error);
            byte[] pinned = TreeLines.Pin(input, input.Length);
            bool isTheirs = Libfdt.CheckFull(pinned, (nuint)input.Length) == 0;
            if (isOurs)
            {
                Assert.True(isTheirs, $"libfdt refuses {Convert.ToHexString(input)}");
                Assert.Equal(TreeLines.OfLibfdt(pinned), TreeLines.OfOurs(input));
                both++;
            }
            else if (isTheirs)
            {
                Assert.Contains(error, s_stricter);
            }
        }

        Assert.True(both > Inputs / 20, $"{both} of {Inputs} are sound");
    }
}
