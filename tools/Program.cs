using System.CommandLine;
using System.Globalization;
using System.Text;
using Keelson.Tools.Commands;
using Keelson.Tools.Fuzzing;
using Keelson.Tools.Processes;
using Keelson.Tools.Workspace;

if (InstrumentedCopy.IsRunning)
{
    BranchCoverage.Prepare();
}

// Guest consoles and file names are UTF-8 whatever the terminal's code page is, and figures the same in every locale.
Console.OutputEncoding = new UTF8Encoding(false);
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;

// What no thread of ours catches would end in a stack trace.
AppDomain.CurrentDomain.UnhandledException += (_, fault) =>
    Environment.Exit(FailureMessage.Print((Exception)fault.ExceptionObject, Console.Error));
Interruption.Watch();

try
{
    ParseResult command = CommandTree.Parse(args);
    return CommandTree.IsWrong(command)
        ? UsageMessage.Print(command, Console.Error)
        : await command.InvokeAsync(CommandTree.Invocation, Interruption.Token);
}
catch (Exception error)
{
    return FailureMessage.Print(error, Console.Error);
}
