using System.Text;
using Keelson.Images;
using Xunit;

namespace Keelson.Portable.Tests;

public class AutomaticTreesTests
{
    private static byte[] Tree(string compatible) =>
        Dtc.Compile($"/dts-v1/; / {{ first; compatible = {compatible}; child {{ compatible = \"child\"; }}; }};");

    private static int Find(byte[] image, int index, string compatible)
    {
        Assert.True(PeImage.TryCreate(image, out PeImage headers));
        Assert.True(UnifiedImageProfile.TryFind(headers, index, out UnifiedImageProfile profile));
        return AutomaticTrees.Find(image, profile, PeLayout.File, Encoding.ASCII.GetBytes(compatible));
    }

    /// <summary>As systemd 257 matches: the first string of each, and nothing else.</summary>
    [Fact]
    public void The_first_tree_of_the_machine_is_chosen_and_a_profiles_own_before_all()
    {
        byte[] image = ImageOfSections.Make(
            (".dtb", Tree("\"a,one\"")),
            (".dtbauto", Tree("\"a,other\", \"a,one\"")),
            (".dtbauto", "no tree"u8.ToArray()),
            (".dtbauto", Tree("\"a,one\", \"a,family\"")),
            (".dtbauto", Tree("\"a,one\"")),
            (".profile", "ID=1"u8.ToArray()),
            (".dtbauto", Tree("\"a,other\"")),
            (".profile", "ID=2"u8.ToArray()),
            (".dtbauto", Tree("\"a,one\""))
        );
        Assert.Equal(3, Find(image, 0, "a,one"));
        Assert.Equal(6, Find(image, 0, "a,other"));
        Assert.Equal(3, Find(image, 1 - 1, "a,one"));
        Assert.Equal(8, Find(image, 1, "a,one"));
        Assert.Equal(1, Find(image, 1, "a,other"));
        Assert.Equal(-1, Find(image, 0, "a,family"));
        Assert.Equal(-1, Find(image, 0, "child"));
        Assert.Equal(-1, Find(image, 0, ""));
    }
}
