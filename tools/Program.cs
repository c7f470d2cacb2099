using System.CommandLine;
using Keelson.Tools.Commands;
using Keelson.Tools.Workspace;

// Guest consoles and file names are UTF-8 whatever the terminal's code page is.
Console.OutputEncoding = new System.Text.UTF8Encoding(false);

try
{
    ParseResult command = CommandTree.Create().Parse(args);
    return command.Errors.Count > 0
        ? UsageMessage.Print(command, Console.Error)
        : await command.InvokeAsync(new() { EnableDefaultExceptionHandler = false });
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("keelson: interrupted");
    return ExitCodes.Failure;
}
catch (FailureException failure)
{
    Console.Error.WriteLine($"keelson: {failure.What}");
    Console.Error.WriteLine($"  -> {failure.Advice}");
    return ExitCodes.Failure;
}
