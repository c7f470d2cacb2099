using System.CommandLine;
using Keelson.Paging;
using Keelson.Tools.Diagnostics;
using Keelson.Tools.Images;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Commands;

/// <summary>
/// <c>kernel-image flatten</c> and <c>kernel-image bundle</c>: the steps from a linked kernel to an arm64 Image, and
/// from Images to an initrd.
/// </summary>
internal static class KernelImageCommand
{
    private static readonly Option<string> s_pe = new("--pe") { Description = "the linked kernel", Required = true };
    private static readonly Option<string> s_out = new("--out") { Description = "the Image to write", Required = true };
    private static readonly Option<string> s_granule = new("--granule")
    {
        Description = "translation granule: 4K, 16K or 64K",
        Required = true,
    };

    private static readonly Argument<string[]> s_members = new("member")
    {
        Description = "NAME=FILE",
        Arity = ArgumentArity.OneOrMore,
    };

    public static Command Create()
    {
        s_granule.AcceptOnlyFromAmong("4K", "16K", "64K");
        Command flatten = new("flatten", "turn a linked kernel into a flat arm64 Image") { s_pe, s_out, s_granule };
        flatten.SetAction(parsed =>
            Flatten(
                parsed.GetRequiredValue(s_pe),
                parsed.GetRequiredValue(s_out),
                parsed.GetRequiredValue(s_granule) switch
                {
                    "4K" => Granule.Size4K,
                    "16K" => Granule.Size16K,
                    _ => Granule.Size64K,
                }
            )
        );
        OptionRules.RequireEach(
            s_members,
            word => word.IndexOf('=') < 1 ? $"'{word}' does not say what the file is to be called: NAME=FILE" : null
        );
        Command bundle = new("bundle", "put files into an initrd (cpio, newc)") { s_out, s_members };
        bundle.SetAction(parsed => Bundle(parsed.GetRequiredValue(s_out), parsed.GetRequiredValue(s_members)));
        return new Command("kernel-image", "make kernel images and initrds") { flatten, bundle };
    }

    private static int Bundle(string output, string[] members)
    {
        CpioWriter archive = new();
        foreach (string member in members)
        {
            int equals = member.IndexOf('=', StringComparison.Ordinal);
            archive.Add(member[..equals], InputFile.Read(member[(equals + 1)..]));
        }

        AtomicFile.WriteIfChanged(output, archive.Finish());
        return ExitCodes.Success;
    }

    private static int Flatten(string pe, string output, Granule granule)
    {
        IReadOnlyList<Diagnostic> findings = ImageFlattener.Flatten(pe, InputFile.Read(pe), granule, out byte[] image);
        foreach (Diagnostic finding in findings)
        {
            Console.WriteLine(finding);
        }

        if (findings.Count > 0)
        {
            return ExitCodes.Failure;
        }

        AtomicFile.WriteIfChanged(output, image);
        return ExitCodes.Success;
    }
}
