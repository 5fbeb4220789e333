namespace Gmqtt.Stores.Tests.Model;

/// <summary>The broker has done something else than the model.</summary>
public sealed class ModelMismatchException(string message) : Exception(message);
