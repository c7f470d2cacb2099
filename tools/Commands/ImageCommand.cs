using System.CommandLine;
using Keelson.Tools.Building;
using Keelson.Tools.Disks;
using Keelson.Tools.PortableExecutable;
using Keelson.Tools.Prerequisites;
using Keelson.Tools.Processes;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Commands;

/// <summary>
/// <c>image</c>: a disk image to be written to a stick or a card, with the product where firmware looks for it.
/// </summary>
internal static class ImageCommand
{
    private static readonly Option<string> s_board = new("--board")
    {
        Description = "what it is for: generic (any UEFI machine), cd (the same with a CD), raspi3 or raspi4",
        DefaultValueFactory = _ => "generic",
    };
    private static readonly Option<string?> s_output = new("--output")
    {
        Description = "the image (artifacts/images/keelson-BOARD.img, keelson-cd.iso)",
    };
    private static readonly Option<string?> s_efi = new("--efi")
    {
        Description = "another EFI application instead of the product",
    };
    private static readonly Option<string?> s_append = new("--append")
    {
        Description = "its options, which its copy on the disk carries",
    };
    private static readonly Option<string?> s_firmware = new("--firmware")
    {
        Description = "a folder with the Raspberry Pi's own boot files, to put on the card as well",
    };

    public static Command Create()
    {
        s_board.AcceptOnlyFromAmong([.. BoardFiles.Names]);
        Command image = new("image", "make a bootable disk image, without being root")
        {
            s_board,
            s_output,
            s_efi,
            s_append,
            s_firmware,
        };
        image.SetAction(parsed =>
        {
            RequireFiles(parsed);
            // mtools come with what tests need.
            return BuildCommand.Need(Stage.Test, BuildGoal.Of(parsed.GetValue(s_efi), Repository.Current)) is 0
                ? Make(parsed)
                : ExitCodes.Failure;
        });
        return image;
    }

    /// <summary>Before the build, which may take minutes.</summary>
    private static void RequireFiles(ParseResult parsed)
    {
        EfiApplicationFile.RequireIfGiven(parsed, s_efi);
        string board = parsed.GetRequiredValue(s_board);
        _ = FirmwareFrom(parsed.GetValue(s_firmware), board, BoardFiles.Parse(board));
        if (parsed.GetValue(s_output) is { } output)
        {
            DiskImage.RequireNoDevice(OutputFile.Require(output, s_output.Name));
        }
    }

    private static int Make(ParseResult parsed)
    {
        Repository repository = Repository.Current;
        string name = parsed.GetRequiredValue(s_board);
        BoardKind board = BoardFiles.Parse(name);
        string extension = board == BoardKind.Cd ? "iso" : "img";
        string output =
            parsed.GetValue(s_output) ?? Path.Combine(repository.Artifacts, "images", $"keelson-{name}.{extension}");
        DiskImage image = new(board, parsed.GetValue(s_efi) ?? Products.RequireBootApplication(repository))
        {
            Options = parsed.GetValue(s_append),
            Files = FirmwareFrom(parsed.GetValue(s_firmware), name, board),
        };
        image.Write(output);
        Console.WriteLine(
            $"image: {Repository.Shorten(image.Application)} in {Repository.Shorten(output)}, "
                + $"{new FileInfo(output).Length >> 20} MB"
        );
        if (board == BoardKind.Cd)
        {
            Console.WriteLine("image: burn it to a disc, or give it to a BMC as virtual media");
            return ExitCodes.Success;
        }

        Console.WriteLine(
            "image: write it to a whole stick or card, for instance: "
                + CommandText.Format("dd", [$"if={Repository.Shorten(output)}", "of=/dev/sdX", "bs=4M", "conv=fsync"])
        );
        if (BoardFiles.FirmwareOf(board).Count > image.Files.Count)
        {
            Console.WriteLine(
                $"image: then copy the board's own files beside config.txt: "
                    + $"{string.Join(", ", BoardFiles.FirmwareOf(board))}"
            );
            Console.WriteLine($"image: {BoardFiles.FirmwareSource}");
        }

        return ExitCodes.Success;
    }

    private static Dictionary<string, string> FirmwareFrom(string? folder, string name, BoardKind board)
    {
        if (folder is null)
        {
            return [];
        }

        if (BoardFiles.FirmwareOf(board) is not { Count: > 0 } needed)
        {
            throw new UsageException(
                $"--firmware is for the Raspberry Pi, and the board is {name}",
                "leave it out, or name the board with --board"
            );
        }

        string[] missing = [.. needed.Where(file => !File.Exists(Path.Combine(folder, file)))];
        return missing.Length == 0
            ? needed.ToDictionary(file => file, file => Path.Combine(folder, file))
            : throw new FailureException(
                $"{folder} has no {string.Join(", no ", missing)}",
                $"put them there: {BoardFiles.FirmwareSource}"
            );
    }
}
