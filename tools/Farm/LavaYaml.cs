using System.Globalization;
using System.Text;
using Keelson.Tools.Reports;

namespace Keelson.Tools.Farm;

/// <summary>
/// LAVA's two files for a machine (LAVA's documentation, "Job definition" and "Device configuration").
/// </summary>
internal static class LavaYaml
{
    /// <summary>
    /// Finds results in a KTAP report, at the start of a line each, and a <c>fatal:</c> line, which is a failure. What
    /// LAVA takes for the result is <c>SKIP</c> where an <c>ok</c> carries that directive, else <c>ok</c>, <c>not
    /// ok</c> or <c>fatal</c>; the name of the case is what stands before <c>#</c>, which is the same in every run.
    /// </summary>
    public const string ResultPattern =
        @"(?<![^\r\n]) *(?:keelson: )?(?=(?:ok [^\r\n]*# )?(?P<result>SKIP|not ok|ok|fatal)[ :\r\n])"
        + @"(?:(?:not )?ok \d+ |(?=fatal: ))(?P<test_case_id>fatal(?=: )|(?=[^\s#])[^\r\n#]*[^\s#])"
        + @"[^\r\n]*[\r\n]";

    /// <summary>What is run.</summary>
    /// <param name="locate">The URL of a file.</param>
    public static string Job(LavaMachine machine, Func<string, string> locate)
    {
        StringBuilder yaml = new();
        int minutes = 1 + (machine.Seconds / 60);
        yaml.Append(
            CultureInfo.InvariantCulture,
            $"""
            # {machine.Description}
            job_name: {Text($"keelson on {machine.Name}")}
            device_type: {Text($"keelson-{machine.Name}")}
            visibility: public
            priority: medium
            context:
              arch: arm64
            timeouts:
              job: {Minutes((2 * minutes) + 5)}
              action: {Minutes(minutes + 1)}
              connection: {Minutes(minutes)}
            actions:
            - deploy:
                to: tmpfs
                timeout: {Minutes(5)}
                images:

            """
        );
        foreach (LavaImage image in machine.Images)
        {
            yaml.Append(
                CultureInfo.InvariantCulture,
                $"      {image.Label}:\n        url: {Text(locate(image.File))}\n        image_arg: "
                    + $"{Text(image.Argument)}\n"
            );
        }

        yaml.Append(
            CultureInfo.InvariantCulture,
            $"""
            - boot:
                method: qemu
                media: tmpfs
                timeout: {Minutes(minutes)}

            """
        );
        return (yaml + Test(minutes)).ReplaceLineEndings("\n");
    }

    /// <summary>What is run on a real board, whose device type is the farm's own.</summary>
    /// <param name="url">Of the application.</param>
    /// <param name="options">Of the application.</param>
    public static string Job(LavaBoard board, string url, string? options)
    {
        IEnumerable<string> commands = board.Commands.Select(command =>
            command.Replace("@options", options, StringComparison.Ordinal).TrimEnd()
        );
        string yaml = $$"""
            # {{board.Description}}
            job_name: {{Text($"keelson on {board.Name}")}}
            device_type: {{Text($"keelson-{board.Name}")}}
            visibility: public
            priority: medium
            timeouts:
              job: {{Minutes(20)}}
              action: {{Minutes(10)}}
              connection: {{Minutes(5)}}
            actions:
            - deploy:
                to: tftp
                timeout: {{Minutes(5)}}
                kernel:
                  url: {{Text(url)}}
                  type: image
            - boot:
                method: {{board.Method}}
                timeout: {{Minutes(10)}}
                commands:

            """;
        return (
            yaml + string.Concat(commands.Select(command => $"    - {Text(command)}\n")) + Test(5)
        ).ReplaceLineEndings("\n");
    }

    /// <summary>Nobody logs in: the monitor reads the report as it goes by.</summary>
    private static string Test(int minutes) =>
        $"""
            - test:
                timeout: {Minutes(minutes)}
                monitors:
                - name: keelson
                  start: 'KTAP version 1|(?=keelson: fatal: )'
                  end: '{ReportVerdict.PassedLine}|{ReportVerdict.FailedLine}'
                  pattern: {Text(ResultPattern)}
                  fixupdict:
                    'ok': pass
                    'not ok': fail
                    'fatal': fail
                    'SKIP': skip

            """;

    /// <summary>What it runs on: a QEMU that LAVA's worker starts.</summary>
    public static string Device(LavaMachine machine)
    {
        string options = string.Concat(
            machine.Options.Append("-monitor none").Select(flag => $"        - {Text(flag)}\n")
        );
        return $$"""
                # {{machine.Description}}
                available_architectures: [arm64]
                constants: {failure_retry: 1, boot_retry: 1}
                parameters: {}
                timeouts:
                  actions: {}
                  connections: {}
                actions:
                  deploy:
                    methods:
                      image: {}
                  boot:
                    connections: {}
                    methods:
                      qemu:
                        parameters:
                          command: {{Text(machine.Emulator)}}
                          extra: []
                          options:

                """.ReplaceLineEndings("\n") + options.Replace("        - ", "          - ", StringComparison.Ordinal);
    }

    private static string Minutes(int count) => $"{{minutes: {count}}}";

    /// <summary>A single-quoted scalar, in which nothing but the quote is special (YAML 1.2, 7.3.2).</summary>
    private static string Text(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
