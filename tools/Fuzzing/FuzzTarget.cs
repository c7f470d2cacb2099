namespace Keelson.Tools.Fuzzing;

/// <summary>A parser, and all that is done with what it accepts.</summary>
/// <param name="Name">What a user types.</param>
/// <param name="Take">Reads an input; the number tells outcomes apart. It may refuse, and never throw.</param>
/// <param name="Inputs">Sound ones, to start from.</param>
internal sealed record FuzzTarget(string Name, Func<byte[], int> Take, params byte[][] Inputs);
