namespace System;

public static class Environment
{
    /// <summary>As on Linux; the console puts a return in front of it.</summary>
    public static string NewLine => "\n";
}
