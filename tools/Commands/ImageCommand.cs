using System.CommandLine;
using Keelson.Tools.Diagnostics;
using Keelson.Tools.Images;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Commands;

/// <summary><c>image flatten</c>: the step from a linked kernel to an arm64 Image.</summary>
internal static class ImageCommand
{
    private static readonly Option<string> s_pe = new("--pe") { Description = "the linked kernel", Required = true };
    private static readonly Option<string> s_out = new("--out") { Description = "the Image to write", Required = true };
    private static readonly Option<string> s_granule = new("--granule") { Description = "translation granule: 4K, 16K or 64K", Required = true };

    public static Command Create()
    {
        s_granule.AcceptOnlyFromAmong("4K", "16K", "64K");
        Command flatten = new("flatten", "turn a linked kernel into a flat arm64 Image") { s_pe, s_out, s_granule };
        flatten.SetAction(parsed => Flatten(
            parsed.GetRequiredValue(s_pe),
            parsed.GetRequiredValue(s_out),
            Enum.Parse<Granule>("Size" + parsed.GetRequiredValue(s_granule))));
        return new Command("image", "make kernel images") { flatten };
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
